"""A school on PostgreSQL is backed up, proved and put back by the same commands; what would be lost is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from belisha.audit.tests.postgresql import Server, postgresql_server
from tests.commands.test_backup import ADD, HEAD, public_key, the_backup
from tests.commands.typed import Said, typed

__all__ = ["postgresql_server"]


@pytest.fixture(scope="module")
def served(postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Server]:
    """A folder with a school whose tables are at a server, a key, and one backup of it in `disk`."""
    place = tmp_path_factory.mktemp("served")
    (place / "disk").mkdir()
    database = postgresql_server.make_database("backed_up")
    data = ["--data", str(place / "school")]
    said = at(database, [*ADD, *data], [*HEAD, *data], ["backup", "key", "--to", str(place / "key")])
    assert [one.code for one in said] == [0, 0, 0], said
    [made] = at(database, ["backup", "make", "--to", str(place / "disk"), "--for", public_key(place / "key"), *data])
    assert made.code == 0, made
    return place, postgresql_server


def at(database: str, *commands: list[str]) -> list[Said]:
    """What commands come to whose database is there."""
    return typed(*commands, settings={"BELISHA_DATABASE": database})


def databases(server: Server) -> set[str]:
    with server.connect() as connection:
        return {str(name) for (name,) in connection.execute("select datname from pg_database")}


def test_it_is_proved_in_a_database_of_its_own_that_is_gone_afterwards(served: tuple[Path, Server]) -> None:
    place, server = served
    before = databases(server)
    [said] = at(server.address("backed_up"), ["backup", "check", str(the_backup(place)), "--key", str(place / "key")])
    assert said.code == 0, said
    assert "was put back and is whole: Kerb Street School with" in said.out
    assert databases(server) == before


def test_it_is_put_back_into_an_empty_database(served: tuple[Path, Server], tmp_path: Path) -> None:
    place, server = served
    database = server.make_database("put_back")
    to = ["--data", str(tmp_path / "school")]
    [said] = at(database, ["restore", str(the_backup(place)), "--key", str(place / "key"), *to])
    assert said.code == 0, said
    [verified, refused] = at(database, ["audit", "verify", *to], [*ADD, *to])
    assert verified.code == 0, verified
    assert ": whole" in verified.out
    assert "Kerb Street School" in refused.err
    with server.connect("put_back") as connection:
        assert connection.execute("select count(*) from audit_auditrecord where action = 'backup put back'").fetchone() == (1,)


def test_nothing_is_put_over_what_is_there(served: tuple[Path, Server], tmp_path: Path) -> None:
    place, server = served
    to = ["--data", str(tmp_path / "school")]
    [said] = at(server.address("backed_up"), ["restore", str(the_backup(place)), "--key", str(place / "key"), *to])
    assert said.code == 2
    assert "holds something already, which would be lost" in said.err
    assert not (tmp_path / "school" / "installation.json").exists()


def test_where_no_server_is_named_it_is_said(served: tuple[Path, Server], tmp_path: Path) -> None:
    place, _ = served
    [said] = typed(["restore", str(the_backup(place)), "--key", str(place / "key"), "--data", str(tmp_path / "school")])
    assert said.code == 2
    assert "this is of PostgreSQL: say in BELISHA_DATABASE at which server" in said.err


def test_a_server_that_does_not_answer_is_a_fault_with_a_sentence(served: tuple[Path, Server]) -> None:
    place, _ = served
    words = ["backup", "check", str(the_backup(place)), "--key", str(place / "key")]
    [said] = at("postgresql://belisha@%2Fnowhere/belisha", words)
    assert said.code == 2
    assert "cannot be reached" in said.err
