"""What pages remember: within one page always, between pages until something is recorded, and never longer than a minute."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from belisha.kit import remembered
from belisha.kit.writing import one_transaction

SCHOOL, OTHER = 1, 2


def counting() -> Callable[[], int]:
    """Says 1 the first time it is asked, then 2, and so on."""
    said = [0]

    def ask() -> int:
        said[0] += 1
        return said[0]

    return ask


def ask_on_a_page(ask: Callable[[], int], state: str | None, *, school_id: int = SCHOOL) -> int:
    """The answer that a page of the school in that state gets, asked twice."""
    with remembered.of_page(school_id, state):
        first = remembered.while_unchanged(SCHOOL, "how many", ask)
        assert remembered.while_unchanged(SCHOOL, "how many", ask) == first or school_id != SCHOOL
        return first


def test_outside_a_page_everything_is_asked_anew() -> None:
    ask = counting()
    assert [remembered.while_unchanged(SCHOOL, "how many", ask), remembered.for_this_page(SCHOOL, "how many", ask)] == [1, 2]


def test_the_next_page_uses_the_answer_until_something_is_recorded() -> None:
    ask = counting()
    assert [ask_on_a_page(ask, "a"), ask_on_a_page(ask, "a"), ask_on_a_page(ask, "b"), ask_on_a_page(ask, "b")] == [1, 1, 2, 2]


def test_a_school_whose_state_is_not_known_is_remembered_for_one_page() -> None:
    ask = counting()
    assert [ask_on_a_page(ask, None), ask_on_a_page(ask, None)] == [1, 2]


def test_what_changes_without_a_record_is_remembered_for_one_page() -> None:
    ask = counting()
    for expected in (1, 2):
        with remembered.of_page(SCHOOL, "a"):
            assert [remembered.for_this_page(SCHOOL, "how many", ask) for _ in range(2)] == [expected, expected]


def test_a_page_remembers_nothing_of_another_school() -> None:
    ask = counting()
    assert [ask_on_a_page(ask, "a", school_id=OTHER), ask_on_a_page(ask, "a", school_id=OTHER)] == [1, 3]


def test_an_answer_is_too_old_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, seconds = counting(), [100.0]
    monkeypatch.setattr(remembered.time, "monotonic", lambda: seconds[0])
    told = []
    for moment in (100.0, 159.9, 160.1):
        seconds[0] = moment
        told.append(ask_on_a_page(ask, "a"))
    assert told == [1, 1, 2]


def test_a_fault_is_not_remembered() -> None:
    def fail() -> int:
        raise ValueError

    with remembered.of_page(SCHOOL, "a"):
        with pytest.raises(ValueError):
            remembered.while_unchanged(SCHOOL, "how many", fail)
        assert remembered.while_unchanged(SCHOOL, "how many", counting()) == 1


def test_only_so_many_schools_are_kept() -> None:
    for school_id in range(remembered.SCHOOLS_KEPT + 5):
        with remembered.of_page(school_id, "a"):
            pass
    assert len(remembered._shelves) <= remembered.SCHOOLS_KEPT


def test_a_page_that_something_is_sent_to_remembers_for_itself_alone() -> None:
    ask = counting()
    assert ask_on_a_page(ask, "a") == 1
    for expected in (2, 3):
        with remembered.of_sent(SCHOOL):
            assert [remembered.while_unchanged(SCHOOL, "how many", ask) for _ in range(2)] == [expected, expected]
    assert ask_on_a_page(ask, "a") == 1, "pages that are read know nothing of it"


def test_while_it_writes_the_database_is_asked_and_afterwards_what_was_known_is_forgotten() -> None:
    ask, asked_once = counting(), counting()
    with remembered.of_sent(SCHOOL):
        assert remembered.while_unchanged(SCHOOL, "how many", ask) == 1
        assert remembered.for_this_page(SCHOOL, "another", asked_once) == 1
        with remembered.while_writing():
            assert [remembered.while_unchanged(SCHOOL, "how many", ask) for _ in range(2)] == [2, 3]
        assert [remembered.while_unchanged(SCHOOL, "how many", ask) for _ in range(2)] == [4, 4]
        assert remembered.for_this_page(SCHOOL, "another", asked_once) == 2


def test_a_page_that_is_read_keeps_what_it_knows_though_a_look_is_written_down() -> None:
    ask = counting()
    with remembered.of_page(SCHOOL, "a"):
        assert remembered.while_unchanged(SCHOOL, "how many", ask) == 1
        with remembered.while_writing():
            assert remembered.while_unchanged(SCHOOL, "how many", ask) == 1
        assert remembered.while_unchanged(SCHOOL, "how many", ask) == 1


@pytest.mark.django_db
def test_an_action_of_a_page_asks_the_database() -> None:
    ask = counting()
    with remembered.of_sent(SCHOOL):
        assert remembered.while_unchanged(SCHOOL, "how many", ask) == 1
        with one_transaction():
            assert remembered.while_unchanged(SCHOOL, "how many", ask) == 2
        assert remembered.while_unchanged(SCHOOL, "how many", ask) == 3


def ask_what_is_settled(ask: Callable[[], int], settled: str | None, *, state: str = "a") -> int:
    """The answer of a page that is read."""
    with remembered.of_page(SCHOOL, state, settled):
        return remembered.while_settled(SCHOOL, "who is headteacher", ask)


def test_what_is_settled_is_known_while_only_cases_are_recorded() -> None:
    ask = counting()
    told = [ask_what_is_settled(ask, settled, state=state) for state, settled in (("a", "x"), ("b", "x"), ("c", "y"), ("d", None))]
    assert told == [1, 1, 2, 3]


def test_a_page_that_something_is_sent_to_knows_what_is_settled() -> None:
    ask = counting()
    assert ask_what_is_settled(ask, "x") == 1
    with remembered.of_sent(SCHOOL, "x"):
        assert remembered.while_settled(SCHOOL, "who is headteacher", ask) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("by_then", "told"), [("x", [1, 1, 1]), ("y", [1, 2, 3])])
def test_a_transaction_of_one_case_looks_up_whether_it_is_still_settled(by_then: str, told: list[int]) -> None:
    ask = counting()
    with remembered.of_sent(SCHOOL, "x", lambda: by_then):
        said = [remembered.while_settled(SCHOOL, "who is headteacher", ask)]
        with one_transaction(of_one_case=True):
            said.append(remembered.while_settled(SCHOOL, "who is headteacher", ask))
        said.append(remembered.while_settled(SCHOOL, "who is headteacher", ask))
    assert said == told


@pytest.mark.django_db
def test_any_other_transaction_asks_the_database_and_nothing_is_settled_after_it() -> None:
    ask = counting()
    with remembered.of_sent(SCHOOL, "x", lambda: "x"):
        assert remembered.while_settled(SCHOOL, "who is headteacher", ask) == 1
        with one_transaction():
            assert [remembered.while_settled(SCHOOL, "who is headteacher", ask) for _ in range(2)] == [2, 3]
        assert [remembered.while_settled(SCHOOL, "who is headteacher", ask) for _ in range(2)] == [4, 4]
    assert ask_what_is_settled(ask, "x") == 1, "what another page put there still names that state"
