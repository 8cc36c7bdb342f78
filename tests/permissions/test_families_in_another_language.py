"""A visitor, a pupil or a parent with another language reads nothing in English but the policy, names, and what people wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.permissions.pages import Given, of_row, of_signing_in
from tests.permissions.scene import Scene, client_of
from tests.permissions.table import TABLE
from tests.translated import INVENTED, speaking, untranslated

pytestmark = pytest.mark.django_db
NAMES = frozenset({"Belisha", "Childline", "Internet Watch Foundation", "CEOP", "Social media policy"})
"""The house, helplines, and the policy's title, which also stands in the bar of the browser."""


def given_to(reader: str, scene: Scene) -> Iterator[Given]:
    """Every page this reader can open, asked for in the invented language."""
    client = client_of(scene, reader)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = INVENTED
    rows = [row for row in TABLE if row.expected(reader, "GET") in {200, 403, 404, 405}]
    yield from (of_row(client, scene, reader, row) for row in rows)
    if reader == "outsider":
        yield from of_signing_in(client, reader)


@pytest.mark.parametrize("reader", ["outsider", "pupil_5k", "parent_5k"])
def test_nothing_is_left_in_english(reader: str, scene: Scene) -> None:
    names = NAMES | {scene.school.name} | {person.name for person in scene.cast.people()}
    left: dict[str, list[str]] = defaultdict(list)
    count = 0
    with speaking():
        for given in given_to(reader, scene):
            if given.is_page and not given.title.startswith("first-run"):
                count += 1
                left[given.title] += untranslated(given.words, names=names)
    assert {title: words for title, words in left.items() if words} == {}
    assert count > 15
