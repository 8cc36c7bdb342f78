"""`belisha explain HOST`: the verdict for a seat at a moment, and the clause that says so."""

from __future__ import annotations

import json
from argparse import Namespace

from belisha.web.commands.clock import moment_of
from belisha.web.commands.installation import Unusable, data_folder, found_at


def run(words: Namespace) -> int:
    """Print the explanation, whatever the verdict. Raises Unusable for a question that cannot be asked."""
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.filtering import explain
    from belisha.kit import clock
    from belisha.web.commands.school import the_school

    school = the_school()
    now = clock.now()
    with scope(school=school):
        try:
            explanation = explain.explain(
                school,
                host_words=words.host,
                as_words=words.seat,
                from_address=words.address,
                at=moment_of(words.at) if words.at else None,
                now=now,
            )
        except explain.UnusableQuestion as fault:
            raise Unusable(str(fault)) from fault
    print(json.dumps(explanation.as_json(), indent=1, ensure_ascii=False) if words.json else explanation.told())
    return 0
