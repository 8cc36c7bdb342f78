"""Loading lists: what is no list is refused and the last good one stays; nothing unsigned closes anything by a list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belisha.audit import queries as audit
from belisha.core.programme.model import NameList
from belisha.filtering.actions import NewList, subscribe_list
from belisha.filtering.models import KeptList, SubscribedList
from belisha.filtering.queries.lists import name_lists, with_contents
from belisha.filtering.tests.house import CLASS_5K, PHONICS, House
from belisha.kit.access import Refused
from belisha.kit.models import OutboxEvent
from tests.cast import actor


def load(cast, moment, text: str, list_id: str = "games"):
    return subscribe_list(NewList(list_id, "Games", "a test", text), by=actor(cast.network_manager), now=moment)


def test_a_list_is_read_whatever_its_format(school, cast, moment):
    load(cast, moment, "0.0.0.0 poki.com\n0.0.0.0 friv.com\n")
    assert name_lists(school)["games"].names == {"poki.com", "friv.com"}
    assert [row.action for row in audit.records(school.pk, subject="list games")] == ["list loaded"]
    assert OutboxEvent.objects.filter(name="ListLoaded").count() == 1


@pytest.mark.parametrize("text", ["<!doctype html><html><body>Please sign in</body></html>", "", "?? ?? ??\n!!\n"])
def test_what_is_no_list_is_refused_and_the_last_good_one_stays(school, cast, moment, text):
    load(cast, moment, "poki.com\n")
    with pytest.raises(Refused, match="what it held before stays"):
        load(cast, moment, text)
    assert name_lists(school)["games"].names == {"poki.com"}


def test_names_wider_than_a_site_are_left_out_and_recorded(school, cast, moment):
    load(cast, moment, "poki.com\nco.uk\n")
    assert name_lists(school)["games"].names == {"poki.com"}


def test_a_word_that_no_policy_can_name_is_refused(cast, moment):
    with pytest.raises(Refused, match="is no list a policy can name"):
        load(cast, moment, "poki.com\n", list_id="things I dislike")


def test_the_same_contents_again_change_nothing(school, cast, moment):
    load(cast, moment, "poki.com\nfriv.com\n")
    load(cast, moment + timedelta(days=1), "# another day\nfriv.com\npoki.com\n")
    assert SubscribedList.objects.get(list_id="games").loaded_at == moment
    assert OutboxEvent.objects.filter(name="ListLoaded").count() == 1


def test_what_a_list_held_before_can_still_be_read(school, cast, moment):
    before = load(cast, moment, "poki.com\n")
    load(cast, moment + timedelta(days=1), "friv.com\n")
    kept = {"games": NameList("games", "Games", frozenset(), before.sha256)}
    assert KeptList.objects.count() == 1
    assert with_contents(school, kept)["games"].names == {"poki.com"}


def test_without_a_signed_clause_a_category_list_closes_nothing_and_the_illegal_one_everything(house: House):
    house.load_lists()
    with house.resolver_runs():
        house.work()
        assert house.answer(PHONICS, CLASS_5K) == "open"
        assert house.answer("illegal-stand-in.test", "127.0.2.5") == "closed"


def test_a_list_loaded_anew_changes_the_answers(house: House):
    with house.resolver_runs():
        house.sign(_policy())
        house.load_lists()
        house.work()
        assert house.answer("poki.com") == "closed"
        house.pass_time(timedelta(hours=2))
        load(house.cast, house.now, "friv.com\n")
        house.deliver()
        assert house.answer("poki.com") == "open"
        assert house.answer("friv.com") == "closed"


def _policy() -> str:
    from belisha.filtering.tests.house import MODEL_POLICY

    return MODEL_POLICY.read_text(encoding="utf-8")
