from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from belisha.audit import actions, queries
from belisha.audit.chain import hash_of
from belisha.audit.models import AuditPayload, AuditRecord, ChainHead, Look
from belisha.audit.publication import publish_head
from belisha.audit.tests.tampering import guards_off, rewrite_from
from belisha.audit.verification import Verification, verify
from belisha.kit.access import Actor, Fault, Refused
from belisha.kit.writing import one_transaction

pytestmark = pytest.mark.django_db
SCHOOL = 7
DPO = Actor(school_id=SCHOOL, name="Ines Belt", person_id=5)


@pytest.fixture
def chain(db: None, moment: datetime) -> list[AuditRecord]:
    """Six records of six different actors."""
    return [write(moment + timedelta(minutes=n), name=f"Person {n}", subject=f"site {n}") for n in range(1, 7)]


def write(moment: datetime, *, name: str = "Person", subject: str = "site", school_id: int = SCHOOL) -> AuditRecord:
    with one_transaction():
        return actions.record(by=Actor(school_id, name), action="site opened", subject=subject, facts={"who": name}, now=moment)


def first_fault(found: Verification) -> tuple[int, str]:
    assert not found.is_whole
    assert found.sentence.startswith("The record is broken: ")
    return found.faults[0].number, found.faults[0].sentence


def row(number: int) -> AuditRecord:
    return AuditRecord.objects.get(school_id=SCHOOL, number=number)


def test_a_chain_nobody_touched_is_whole(chain: list[AuditRecord]) -> None:
    found = verify(SCHOOL)
    assert found.is_whole
    assert (found.count, found.head, found.erased) == (6, chain[-1].hash, ())
    assert found.sentence.startswith("The record is whole: 6 records;")


def test_a_school_without_records_is_whole(db: None) -> None:
    assert verify(99).is_whole
    assert verify(99).count == 0


def test_each_school_has_its_own_chain(chain: list[AuditRecord], moment: datetime) -> None:
    write(moment, school_id=8)
    with guards_off():
        AuditRecord.objects.filter(school_id=8).update(action="nothing")
    assert verify(SCHOOL).is_whole
    assert first_fault(verify(8))[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"action": "nothing happened"},
        {"subject": "site 9"},
        {"clause": "8.4"},
        {"person_id": 44},
        {"commitment": "0" * 64},
        {"previous_hash": "0" * 64},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_record_is_named(chain: list[AuditRecord], change: dict[str, object]) -> None:
    with guards_off():
        AuditRecord.objects.filter(school_id=SCHOOL, number=4).update(**change)
    number, sentence = first_fault(verify(SCHOOL))
    assert number == 4
    assert "record 4" in sentence


def test_a_record_moved_by_a_second_is_named(chain: list[AuditRecord]) -> None:
    with guards_off():
        AuditRecord.objects.filter(school_id=SCHOOL, number=2).update(at=chain[1].at + timedelta(seconds=1))
    assert first_fault(verify(SCHOOL)) == (2, "record 2 was changed: what it says does not give its fingerprint")


def test_a_changed_record_with_a_fresh_fingerprint_is_found_at_the_next_one(chain: list[AuditRecord]) -> None:
    with guards_off():
        forged = row(3)
        forged.action = "nothing happened"
        forged.hash = hash_of(forged)
        forged.save()
    assert first_fault(verify(SCHOOL)) == (4, "record 4 does not follow record 3: one of them was replaced")


def test_the_last_record_with_a_fresh_fingerprint_does_not_fit_the_head(chain: list[AuditRecord]) -> None:
    with guards_off():
        forged = row(6)
        forged.action = "nothing happened"
        forged.hash = hash_of(forged)
        forged.save()
    assert first_fault(verify(SCHOOL)) == (6, "the head of the chain does not fit record 6: the record or the head was replaced")


def test_changed_facts_are_named(chain: list[AuditRecord]) -> None:
    with guards_off():
        AuditPayload.objects.filter(record=row(5)).update(payload='{"facts":{"who":"Person 5"},"name":"Somebody else"}')
    assert first_fault(verify(SCHOOL)) == (5, "the facts of record 5 were changed: they are not what it vouches for")


@pytest.mark.parametrize(
    ("gone", "sentence"), [([3], "record 3 is missing"), ([1], "record 1 is missing"), ([2, 3, 4], "records 2 to 4 are missing")]
)
def test_missing_records_are_named(chain: list[AuditRecord], gone: list[int], sentence: str) -> None:
    with guards_off():
        AuditPayload.objects.filter(record__number__in=gone).delete()
        AuditRecord.objects.filter(number__in=gone).delete()
    assert first_fault(verify(SCHOOL)) == (gone[0], sentence)


def test_records_missing_at_the_end_are_named(chain: list[AuditRecord]) -> None:
    with guards_off():
        AuditPayload.objects.filter(record__number__gt=4).delete()
        AuditRecord.objects.filter(number__gt=4).delete()
    assert first_fault(verify(SCHOOL)) == (5, "records 5 to 6 are missing at the end of the chain")


def test_missing_facts_are_named(chain: list[AuditRecord]) -> None:
    with guards_off():
        AuditPayload.objects.filter(record=row(2)).delete()
    assert first_fault(verify(SCHOOL)) == (2, "the facts of record 2 are missing")


def test_records_in_another_order_are_found(chain: list[AuditRecord]) -> None:
    with guards_off():
        AuditRecord.objects.filter(pk=chain[2].pk).update(number=1000)
        AuditRecord.objects.filter(pk=chain[3].pk).update(number=3)
        AuditRecord.objects.filter(pk=chain[2].pk).update(number=4)
    assert first_fault(verify(SCHOOL))[0] == 3


def test_a_record_put_in_at_the_end_is_found(chain: list[AuditRecord]) -> None:
    forged = row(6)
    forged.pk, forged.number, forged.previous_hash = None, 7, forged.hash
    forged.hash = hash_of(forged)
    forged.save(force_insert=True)
    faults = [fault.sentence for fault in verify(SCHOOL).faults]
    assert "record 7 stands after the head of the chain: it was put in beside the actions" in faults


def test_a_record_put_in_between_is_found(chain: list[AuditRecord]) -> None:
    with guards_off():
        for number in (6, 5, 4):
            AuditRecord.objects.filter(number=number).update(number=number + 1)
        forged = row(3)
        forged.pk, forged.number, forged.previous_hash = None, 4, forged.hash
        forged.hash = hash_of(forged)
        forged.save(force_insert=True)
    assert first_fault(verify(SCHOOL))[0] == 4


def test_a_head_that_is_gone_or_goes_back_is_found(chain: list[AuditRecord]) -> None:
    with guards_off():
        ChainHead.objects.update(number=4, hash=chain[3].hash)
    assert "stands after the head" in first_fault(verify(SCHOOL))[1]
    with guards_off():
        ChainHead.objects.all().delete()
    assert "head of the chain is missing" in first_fault(verify(SCHOOL))[1]


def test_several_faults_are_all_named_in_order(chain: list[AuditRecord]) -> None:
    with guards_off():
        AuditRecord.objects.filter(number__in=[2, 5]).update(action="nothing")
    assert [fault.number for fault in verify(SCHOOL).faults] == [2, 5]


def test_a_chain_rewritten_as_a_whole_is_found_by_its_published_head(chain: list[AuditRecord], moment: datetime, tmp_path: Path) -> None:
    publish_head(tmp_path, moment)
    write(moment, subject="later")
    assert verify(SCHOOL, published=tmp_path).is_whole
    with guards_off():
        AuditRecord.objects.filter(number=3).update(action="nothing happened")
        rewrite_from(SCHOOL, 3)
    assert verify(SCHOOL).is_whole  # a perfect forgery, seen from inside the database
    assert first_fault(verify(SCHOOL, published=tmp_path)) == (
        6,
        "record 6 is not the one whose fingerprint was published on 2026-09-15T09:15:00+00:00: the chain was rewritten or cut short",
    )


def test_a_chain_cut_short_is_found_by_its_published_head(chain: list[AuditRecord], moment: datetime, tmp_path: Path) -> None:
    publish_head(tmp_path, moment)
    with guards_off():
        AuditPayload.objects.filter(record__number__gt=4).delete()
        AuditRecord.objects.filter(number__gt=4).delete()
        ChainHead.objects.update(number=4, hash=chain[3].hash)
    assert verify(SCHOOL).is_whole
    assert first_fault(verify(SCHOOL, published=tmp_path))[0] == 6


def test_every_published_head_counts_not_only_the_last_of_its_number(chain: list[AuditRecord], moment: datetime, tmp_path: Path) -> None:
    publish_head(tmp_path, moment)
    with guards_off():
        AuditRecord.objects.filter(number=3).update(action="nothing happened")
        rewrite_from(SCHOOL, 3)
    publish_head(tmp_path, moment)
    assert first_fault(verify(SCHOOL, published=tmp_path))[0] == 6


def test_heads_of_all_schools_are_added_to_the_file_of_the_day(chain: list[AuditRecord], moment: datetime, tmp_path: Path) -> None:
    write(moment, school_id=8)
    file = publish_head(tmp_path, moment)
    assert publish_head(tmp_path, moment + timedelta(hours=1)) == file
    assert publish_head(tmp_path, moment + timedelta(days=1)) != file
    lines = file.read_text().splitlines()
    assert len(lines) == 4
    assert chain[-1].hash in lines[0]


def test_a_damaged_published_file_is_a_fault_that_names_the_line(chain: list[AuditRecord], moment: datetime, tmp_path: Path) -> None:
    file = publish_head(tmp_path, moment)
    file.write_text(file.read_text() + "half a li")
    with pytest.raises(Fault, match=f"{file.name}, line 2"):
        verify(SCHOOL, published=tmp_path)


def test_lawfully_erased_facts_are_reported_and_the_chain_holds(chain: list[AuditRecord], moment: datetime) -> None:
    actions.erase_payload(by=DPO, record=chain[2], under="UK GDPR article 17, request 4", now=moment)
    found = verify(SCHOOL)
    assert found.is_whole
    assert found.erased == (3,)
    assert found.count == 7
    assert "the facts of 1 lawfully erased" in found.sentence
    blank = queries.line(row(3))
    assert (blank.name, blank.erased_under) == ("", "UK GDPR article 17, request 4")
    assert queries.facts_of(row(3)) == {}
    last = row(7)
    assert (last.action, last.subject, queries.name_of(last)) == ("facts erased", "audit record 3", "Ines Belt")


def test_facts_blanked_without_a_record_of_it_are_found(chain: list[AuditRecord], moment: datetime) -> None:
    AuditPayload.objects.filter(record=row(3)).update(salt="", payload="", erased_at=moment, erased_under="nothing at all")
    assert first_fault(verify(SCHOOL)) == (3, "the facts of record 3 are blank and no record says under what they were erased")


def test_erasing_is_refused_twice_without_a_law_or_for_another_school(chain: list[AuditRecord], moment: datetime) -> None:
    actions.erase_payload(by=DPO, record=chain[2], under="UK GDPR article 17", now=moment)
    with pytest.raises(Refused, match="erased already"):
        actions.erase_payload(by=DPO, record=chain[2], under="UK GDPR article 17", now=moment)
    with pytest.raises(Refused, match="say which"):
        actions.erase_payload(by=DPO, record=chain[3], under="  ", now=moment)
    with pytest.raises(Refused, match="another school"):
        actions.erase_payload(by=Actor(8, "Ines Belt"), record=chain[3], under="UK GDPR article 17", now=moment)
    assert verify(SCHOOL).erased == (3,)


def test_looks_are_sealed_in_batches_and_a_changed_one_is_found(chain: list[AuditRecord], moment: datetime) -> None:
    for person in (3, 4, 3):
        actions.look(school_id=SCHOOL, person_id=person, subject="concern 4", now=moment)
    actions.look(school_id=8, person_id=9, subject="concern 1", now=moment)
    sealed = actions.seal_looks(school_id=SCHOOL, now=moment)
    assert sealed is not None
    assert queries.facts_of(row(7))["count"] == 3
    assert actions.seal_looks(school_id=SCHOOL, now=moment) is None
    assert verify(SCHOOL).is_whole
    with guards_off():
        Look.objects.filter(school_id=SCHOOL, person_id=4).update(person_id=5)
    assert first_fault(verify(SCHOOL)) == (7, "the looks sealed in record 7 were changed or taken away")


def test_a_sealed_look_taken_away_is_found(chain: list[AuditRecord], moment: datetime) -> None:
    for person in (3, 4):
        actions.look(school_id=SCHOOL, person_id=person, subject="concern 4", now=moment)
    actions.seal_looks(school_id=SCHOOL, now=moment)
    with guards_off():
        Look.objects.filter(person_id=4).delete()
    assert not verify(SCHOOL).is_whole


def test_a_database_that_no_longer_refuses_changes_is_named(chain: list[AuditRecord]) -> None:
    with guards_off():
        found = verify(SCHOOL)
    assert not found.is_whole
    assert "audit_record_unchanged" in str(found.faults[0])
    assert "no longer refuses" in found.sentence
    assert verify(SCHOOL).is_whole
