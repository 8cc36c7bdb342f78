"""Style sheets, pictures and scripts as browsers get them: each under a name with its own fingerprint, compressed once, kept for a year.

Collected into the school's folder when the house starts, and only where one of them changed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO, Final

from whitenoise.storage import CompressedManifestStaticFilesStorage

MARK: Final = "collected"


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """Where a file was never collected (a command that only writes a letter), its plain name is told; a page is never lost to it."""

    manifest_strict = False

    def hashed_name(self, name: str, content: IO[bytes] | None = None, filename: str | None = None) -> str:
        """The name with its fingerprint; the plain one where there is no such file here."""
        if content is None and not self.exists(filename or name):
            return name
        return str(super().hashed_name(name, content, filename))


def collect(folder: Path) -> bool:
    """Bring every file of the pages into `folder` (STATIC_ROOT), named and compressed; True where there was anything to do.

    Django is ready before. The mark is written last: a collection that was broken off is made again.
    """
    from django.core.management import call_command

    mark, now = folder / MARK, _fingerprint()
    if mark.is_file() and mark.read_text() == now:
        return False
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(now)
    return True


def _fingerprint() -> str:
    """What tells one set of files from another: names, sizes and when each was written."""
    from django.contrib.staticfiles.finders import get_finders

    known = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            known.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return known.hexdigest()
