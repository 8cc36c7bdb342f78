"""`belisha audit verify`: is the record whole, school by school."""

from __future__ import annotations

from argparse import Namespace

from belisha.web.commands.installation import data_folder, found_at


def run(words: Namespace) -> int:
    """Recompute every chain and compare it with the published heads; 0 where all are whole, 1 otherwise."""
    installation = found_at(data_folder(words.data))
    installation.enter()
    from belisha.audit.verification import verify
    from belisha.web.commands.school import schools_here

    heads = installation.path("record-heads")
    code = 0
    for school in schools_here():
        found = verify(school.pk, published=heads if heads.is_dir() else None)
        print(f"{school.name}: {found.count} records, head {found.head}: {'whole' if found.is_whole else 'NOT WHOLE'}")
        for fault in found.faults:
            print(f"  {fault}")
            code = 1
    return code
