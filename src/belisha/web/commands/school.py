"""`belisha school add|person`: make a school for `belisha serve`, and the first people who can sign in."""

from __future__ import annotations

import secrets
from argparse import Namespace
from typing import TYPE_CHECKING

from belisha.web.commands.installation import Unusable, data_folder, found_at

if TYPE_CHECKING:
    from belisha.schools.models import School


def the_school() -> School:
    """The school of this installation. Raises Unusable where there is none, or several."""
    from belisha.schools.models import School

    schools = list(School.objects.all()[:2])
    if len(schools) != 1:
        raise Unusable("there is no school yet" if not schools else "there are several schools here: this command works with one")
    return schools[0]
