"""Builds the one style sheet of the frame out of GOV.UK Frontend's: the same patterns without the reserved typeface.

The GDS Transport font and the crown may be used on GOV.UK only, so their @font-face rules go and a system font takes their place.
Run by `make setup`: python -m belisha.web.pages
"""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
PACKAGE = CHECKOUT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
BUILT = CHECKOUT / "var" / "pages"
FONT = 'ui-rounded,"Segoe UI","Helvetica Neue","Noto Sans","Liberation Sans"'


def own_face(css: str) -> str:
    """GOV.UK Frontend's style sheet without its font files and crest. Raises ValueError if the package writes them in another way now."""
    bare = re.sub(r"@font-face\{[^}]*\}", "", css)
    plain = re.sub(r'"?GDS Transport"?,', FONT + ",", bare)
    if "GDS Transport" in plain or "@font-face" in plain:
        raise ValueError("GOV.UK Frontend writes its typeface differently now: look at own_face() in belisha/web/pages.py")
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", plain).replace("url(/assets/images/govuk-crest.svg)", "none")


def build() -> Path:
    """Write the style sheet into var/pages/govuk; its path. Raises FileNotFoundError before `npm ci` has run."""
    BUILT.joinpath("govuk").mkdir(parents=True, exist_ok=True)
    target = BUILT / "govuk" / "govuk-frontend.min.css"
    target.write_text(own_face(PACKAGE.joinpath("govuk-frontend.min.css").read_text()))
    return target


if __name__ == "__main__":
    print(build())
