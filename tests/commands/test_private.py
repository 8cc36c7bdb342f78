"""What an installation keeps is for nobody else on the machine: the words of children, the codes, the sockets of the resolver."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from belisha.web.commands import installation
from belisha.web.commands.installation import Unusable, locked, made_for_serving, socket_folder


def test_a_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    locked(tmp_path / "demo").close()
    made_for_serving(tmp_path / "school")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("demo", "school")] == [0o700, 0o700]


def test_a_folder_that_others_could_look_into_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    locked(tmp_path).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def somebody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files in which another user made what we would make."""
    monkeypatch.setattr(installation.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    return tmp_path


def test_sockets_never_lie_in_a_folder_that_somebody_else_made_first(somebody_elses: Path) -> None:
    with pytest.raises(Unusable, match="belongs to somebody else"):
        socket_folder(somebody_elses / ("x" * 120))


def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation.tempfile, "gettempdir", lambda: str(tmp_path))
    lies = Path(socket_folder(tmp_path / ("x" * 120)))
    lies.rmdir()
    (tmp_path / "elsewhere").mkdir()
    lies.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unusable, match="leads somewhere else"):
        socket_folder(tmp_path / ("x" * 120))
