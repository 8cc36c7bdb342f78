"""A few thousand packets nobody should send, thrown at both paths. `bench/fuzz_resolver.py` throws millions."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.adapters.resolver.proxy_header import NoHeader, split_header
from belisha.adapters.resolver.tests.judging import check_answer, meaning
from belisha.adapters.resolver.tests.packets import damaged_header, packet
from belisha.adapters.resolver.tests.running import OPENED, small_school
from belisha.adapters.resolver.tests.targets import OUTSIDE, SOURCES, CarefulTarget, FastTarget

CAREFUL, WITHOUT_RULES, FAST = CarefulTarget(small_school()), CarefulTarget(None), FastTarget(small_school())


@settings(max_examples=700, deadline=None, database=None)
@given(st.randoms(use_true_random=False), st.sampled_from(SOURCES), st.booleans())
def test_the_careful_path_answers_any_packet_properly_or_not_at_all(chance: Random, source: object, by_tcp: bool) -> None:
    wire = packet(chance)

    for target in (CAREFUL, WITHOUT_RULES):
        is_outside = source in OUTSIDE if target is CAREFUL else not source.is_private and not source.is_loopback
        check_answer(wire, target(wire, source, by_tcp=by_tcp), by_tcp=by_tcp, is_outside=is_outside)


@settings(max_examples=700, deadline=None, database=None)
@given(st.integers(0, 2**32), st.sampled_from(SOURCES))
def test_the_fast_path_means_what_the_careful_path_means(seed: int, source: object) -> None:
    wire = packet(Random(seed))
    with_care = CAREFUL(wire[:4096], source)

    for _ in range(3):  # not known, known, known and older
        FAST.now += 0.4
        answer = FAST(wire, source)
        check_answer(wire, answer, by_tcp=False, is_outside=source in OUTSIDE)
        assert source in OUTSIDE or meaning(answer) == meaning(with_care)


def test_the_fast_path_forgets_with_a_change_of_rules() -> None:
    fast, school = FastTarget(small_school()), small_school()
    opened = replace(school, number=2, tables={**school.tables, "pupils/5K": {**school.tables["pupils/5K"], "youtube.com": OPENED}})
    chance = Random(1)
    for number in range(300):
        ruleset = opened if number // 20 % 2 else school
        fast.alone.rules.ruleset = ruleset
        wire = packet(chance)
        assert meaning(fast(wire, SOURCES[0])) == meaning(CarefulTarget(ruleset)(wire[:4096], SOURCES[0]))


@settings(max_examples=300, deadline=None, database=None)
@given(st.integers(0, 2**32), st.sampled_from(SOURCES))
def test_a_damaged_proxy_header_is_read_or_refused(seed: int, source: object) -> None:
    chance = Random(seed)
    try:
        at, wire = split_header(damaged_header(source, packet(chance), chance))
    except NoHeader:
        return
    check_answer(wire, CAREFUL(wire, at), by_tcp=False, is_outside=False) if len(wire) > 2 else None
