"""What a run of the tests leaves behind of accessibility: var/reports/accessibility.json, where BELISHA_ACCESSIBILITY_REPORT says so."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from tests.accessibility.gathered import Page
from tests.accessibility.looking import Found, axe_version


def kept(pages: Sequence[Page], different: Sequence[Page], found: Found) -> None:
    """Write the results down where a report is wanted."""
    if not (target := os.environ.get("BELISHA_ACCESSIBILITY_REPORT")):
        return
    file = Path(target)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results(pages, different, found), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def results(pages: Sequence[Page], different: Sequence[Page], found: Found) -> dict[str, object]:
    """What the statement tells: which pages, for how many readers, in which states, and what was found."""
    return {
        "axe": axe_version(),
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
        "addresses": sorted({page.name for page in pages}),
        "readers": len({page.reader for page in pages}),
        "states": sorted({page.state for page in pages}),
        "pages": len(pages),
        "different": len(different),
        "failures": sorted({f"{kind}: {one}" for kind, some in found.items() for wrong in some.values() for one in wrong}),
    }
