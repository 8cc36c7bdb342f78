"""`belisha explain HOST`: the verdict for a seat at a moment, and the clause that says so; of a school, or of a policy's text alone."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime

from belisha.core.decision.explanation import explanation_of, why
from belisha.core.decision.model import Question
from belisha.core.programme.model import Programme
from belisha.kit import clock
from belisha.web.commands import without_school
from belisha.web.commands.clock import moment_of
from belisha.web.commands.installation import Unusable, data_folder, found_at


def run(words: Namespace) -> int:
    """Print the explanation, whatever the verdict. Raises Unusable for a question that cannot be asked."""
    moment = moment_of(words.at) if words.at else None
    programme, question = _of_text(words, moment) if words.policy else _of_school(words, moment)
    explanation = explanation_of(programme, question)
    reasons = why(programme, question) if words.why else None
    if words.json:
        print(json.dumps(explanation.as_json() | (reasons.as_json() if reasons else {}), indent=1, ensure_ascii=False))
        return 0
    print(explanation.told())
    if words.policy:
        print(without_school.said(words.policy))
    if reasons:
        print(reasons.told())
    return 0


def _of_text(words: Namespace, moment: datetime | None) -> tuple[Programme, Question]:
    """A policy's text, and what is asked of it: neither a school nor a database is looked at."""
    return without_school.programme_and_question(
        words.policy, host_words=words.host, as_words=words.seat, address=words.address, moment=moment or clock.now()
    )


def _of_school(words: Namespace, moment: datetime | None) -> tuple[Programme, Question]:
    """The school's programme of that moment, and what is asked of it."""
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.filtering import explain
    from belisha.web.commands.school import the_school

    school = the_school()
    with scope(school=school):
        try:
            asked = explain.Asked(host_words=words.host, as_words=words.seat, from_address=words.address, at=moment)
            found = explain.question_of(school, asked, now=clock.now())
        except explain.UnusableQuestion as fault:
            raise Unusable(str(fault)) from fault
    return found.programme, found.question
