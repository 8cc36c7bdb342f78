"""`belisha audit verify`: is the record whole, school by school."""

from __future__ import annotations

from argparse import Namespace

from belisha.web.commands.installation import data_folder, found_at


def run(words: Namespace) -> int:
    """Recompute every chain; 0 where all are whole, 1 otherwise."""
    found_at(data_folder(words.data)).enter()
    from belisha.audit.verification import verify
    from belisha.schools.models import School

    code = 0
    for school in School.objects.order_by("pk"):
        found = verify(school.pk)
        print(f"{school.name}: {found.count} records, head {found.head}: {'whole' if found.is_whole else 'NOT WHOLE'}")
        for fault in found.faults:
            print(f"  {fault}")
            code = 1
    return code
