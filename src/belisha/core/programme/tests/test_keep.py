"""A programme that was deployed is kept as text and read back exactly."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import model_text, policy_with
from belisha.core.programme.compile import baseline, compile_policy
from belisha.core.programme.keep import canonical_json, programme_from_json, sha256_of
from belisha.core.programme.model import Ban, Close, Opening, Programme
from belisha.core.programme.tests.every_kind import AGED, every_kind
from belisha.core.programme.tests.samples import CATALOGUE, FACTS, LONDON, STANDING

KEPT_EARLIER = Path(__file__).with_name("kept_2026_11_22.json")
"""A programme as it was kept before cases, duties and the other kinds were compiled."""
KEPT_CONTROLS = """[[block]]
sites = ['a.uk']
services = ['facebook']
for = ['pupils']
[[role]]
name = 'network manager'
stands_in = 'e-safety team'
[[signature]]
by = ['headteacher']
[[define]]
term = 'blog'
means = ['a', 'b']
[[commitment]]
text = 'We listen.'
[[form]]
name = 'access request'
open_to = ['everyone']
effect = 'open'
decided_by = ['headteacher']
longest = '10 school days'
"""
TEN = datetime(2026, 9, 15, 10, 15, tzinfo=LONDON)
FRIDAY = datetime(2026, 9, 18, 15, 30, tzinfo=LONDON)
STOOD = replace(
    STANDING,
    openings=(Opening("12", frozenset({"phonicsplay.co.uk"}), "class 5K", TEN, FRIDAY, "8.5", "reading"),),
    closes=(Close("3", frozenset({"b.uk", "a.uk"}), "everyone", TEN, None, "8.3", True),),
    bans=(Ban("1", "person:12", TEN, FRIDAY, "8.2"),),
)


def programmes() -> list[Programme]:
    """The model policy with decisions beside it, and the baseline."""
    policy = read(model_text()).policy
    return [
        compile_policy(policy, facts=FACTS, catalogue=CATALOGUE, standing=STOOD),
        baseline(facts=FACTS, catalogue=CATALOGUE, standing=STANDING),
    ]


def without_list_names(programme: Programme) -> Programme:
    """The programme with its lists by id and hash only."""
    lists = {key: replace(held, names=frozenset()) for key, held in programme.standing.lists.items()}
    return programme.with_standing(replace(programme.standing, lists=lists))


@pytest.mark.parametrize("programme", programmes(), ids=["model", "baseline"])
def test_a_kept_programme_is_read_back_exactly(programme: Programme) -> None:
    kept = canonical_json(programme)
    back = programme_from_json(kept, zone_named=ZoneInfo)
    assert back == without_list_names(programme)
    assert canonical_json(back) == kept
    assert isinstance(back.facts.calendar.zone, ZoneInfo)
    assert {type(n.range) for n in back.facts.networks} == {type(n.range) for n in programme.facts.networks}


def test_lists_are_kept_by_id_and_hash_without_their_names() -> None:
    kept = canonical_json(programmes()[1])
    assert "coolmathgames.com" not in kept
    assert "c" * 64 in kept


def test_equal_programmes_are_kept_alike_and_unlike_ones_not() -> None:
    programme = programmes()[0]
    moved = replace(STOOD.openings[0], starts=TEN.astimezone(UTC), names=frozenset(list(STOOD.openings[0].names)))
    same = programme.with_standing(replace(programme.standing, openings=(moved,)))
    later = programme.with_standing(replace(programme.standing, openings=(replace(moved, ends=TEN),)))
    assert sha256_of(canonical_json(same)) == sha256_of(canonical_json(programme))
    assert sha256_of(canonical_json(later)) != sha256_of(canonical_json(programme))


def test_a_zone_without_a_name_or_a_moment_without_a_zone_cannot_be_kept() -> None:
    programme = programmes()[1]
    nameless = replace(programme, facts=replace(FACTS, calendar=replace(FACTS.calendar, zone=UTC)))
    with pytest.raises(ValueError, match="Europe/London"):
        canonical_json(nameless)
    ban = Ban("1", "person:12", TEN.replace(tzinfo=None), FRIDAY, None)
    with pytest.raises(ValueError, match="has no zone"):
        canonical_json(programme.with_standing(replace(STANDING, bans=(ban,))))


def test_a_damaged_text_is_refused() -> None:
    kept = json.loads(canonical_json(programmes()[0]))
    for damage in (
        {"form": 2},
        {"programme": {}},
        {"programme": {**kept["programme"], "title": 5}},
        {"programme": {**kept["programme"], "more": 1}},
    ):
        with pytest.raises(ValueError, match=r"damaged|not a kept programme"):
            programme_from_json(json.dumps({**kept, **damage}), zone_named=ZoneInfo)
    with pytest.raises(ValueError):
        programme_from_json("[]", zone_named=ZoneInfo)


def test_a_programme_kept_before_the_whole_language_is_read_and_kept_as_it_was() -> None:
    kept = KEPT_EARLIER.read_text(encoding="utf-8")
    back = programme_from_json(kept, zone_named=ZoneInfo)
    assert (back.cases, back.mail_rules, back.form("access request").harm) == ((), (), False)
    assert canonical_json(back) == kept
    assert sha256_of(kept) == "3c7d20cb739c8e8811aef661917d355e38ed28dedd10f3cbeb0c20730cd561fe"


def test_a_policy_without_anything_new_is_still_kept_as_it_was() -> None:
    programme = compile_policy(policy_with(KEPT_CONTROLS), facts=FACTS, catalogue=CATALOGUE, standing=STOOD)
    assert canonical_json(programme) == KEPT_EARLIER.read_text(encoding="utf-8")


def test_every_kind_of_thing_is_read_back_exactly() -> None:
    programme = compile_policy(every_kind(), facts=FACTS, catalogue=AGED, standing=STOOD)
    empty = [field.name for field in fields(Programme) if not getattr(programme, field.name)]
    assert not empty
    kept = canonical_json(programme)
    assert programme_from_json(kept, zone_named=ZoneInfo) == without_list_names(programme)
    assert canonical_json(programme_from_json(kept, zone_named=ZoneInfo)) == kept
