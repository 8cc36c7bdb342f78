"""Faulty policies, by how they are written: each with the line and the sentence of its one fault."""

from __future__ import annotations

import pytest

from belisha.core.policy.tests.faulty import Faulty, assert_faulted, in_a_clause, in_the_text, whole

FAULTY = (
    Faulty(
        "no title",
        whole('---\nlanguage = 1\n---\n\n8.1 Words.\n\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n'),
        1,
        None,
        "the front matter lacks “title” (the policy's title): add a line title = ….",
    ),
    Faulty(
        "a language of the future",
        whole('---\ntitle = "A"\nlanguage = 7\n---\n\n8.1 Words.\n\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n'),
        3,
        None,
        "this edition reads language 1 of policies, not 7: write language = 1.",
    ),
    Faulty(
        "a key the front matter has not",
        whole(
            '---\ntitle = "A"\nlanguage = 1\nreviews = "1 year"\n---\n\n8.1 Words.\n\n~~~controls\n[[signature]]\n'
            'by = ["headteacher"]\n~~~\n'
        ),
        4,
        None,
        "the front matter has no key “reviews”: did you mean “review”?",
    ),
    Faulty(
        "a review of no length",
        whole(
            '---\ntitle = "A"\nlanguage = 1\nreview = "yearly"\n---\n\n8.1 Words.\n\n~~~controls\n[[signature]]\n'
            'by = ["headteacher"]\n~~~\n'
        ),
        4,
        None,
        "“review” of the front matter: “yearly” is not a span of time: write it like “2 school days”, “10 days”, “15 minutes”, "
        "“lesson” or “term”.",
    ),
    Faulty(
        "two clauses in one paragraph",
        in_the_text("8.2 One.\n8.3 Two.\n"),
        13,
        "8.3",
        "two numbers in one paragraph: write an empty line before 8.3, so that it is a clause of its own.",
    ),
    Faulty(
        "numbers that fall",
        in_the_text("8.4 Four.\n\n8.3 Three.\n"),
        14,
        "8.3",
        "8.3 comes after 8.4: numbers rise within a section, so move or renumber this clause.",
    ),
    Faulty(
        "a number used twice",
        in_the_text("8.4 Four.\n\n# More\n\n8.4 Four again.\n"),
        16,
        "8.4",
        "the number 8.4 is used twice (first on line 12): give this clause its own.",
    ),
    Faulty(
        "a word before the clause it adds to",
        in_the_text("8.4-tell Tell.\n\n8.4 Four.\n"),
        14,
        "8.4",
        "8.4 comes after 8.4-tell: numbers rise within a section, so move or renumber this clause.",
    ),
    Faulty(
        "a clause without words",
        in_the_text("8.4\n"),
        12,
        "8.4",
        "clause 8.4 has no words: write them after the number, on the same line.",
    ),
    Faulty(
        "an open list",
        in_the_text('8.4 Games, chats etc. are closed.\n\n~~~controls\n[[block]]\nlists = ["games"]\nfor = ["pupils"]\n~~~\n'),
        12,
        "8.4",
        "“etc.” leaves the list open, and controls act on closed lists only: name every item, or take “etc.” out.",
    ),
    Faulty(
        "another open list",
        in_the_text(
            '8.4 Closed are sites including but not limited to games.\n\n~~~controls\n[[block]]\nlists = ["games"]\nfor = ["pupils"]\n~~~\n'
        ),
        12,
        "8.4",
        "“including but not limited to” leaves the list open, and controls act on closed lists only: name every item, or take "
        "“including but not limited to” out.",
    ),
    Faulty(
        "controls that belong to no clause",
        in_the_text('# New\n\n~~~controls\n[[block]]\nlists = ["games"]\nfor = ["pupils"]\n~~~\n'),
        14,
        None,
        "these controls belong to no clause: write them below the clause they are for.",
    ),
    Faulty(
        "a fence that is never closed",
        in_the_text('8.4 Four.\n\n~~~controls\n[[block]]\nlists = ["games"]\n'),
        14,
        None,
        "this fence is never closed: write ~~~ on a line of its own after its last line.",
    ),
    Faulty(
        "a control outside a fence",
        in_the_text('8.4 Four.\n\n[[block]]\nlists = ["games"]\n'),
        14,
        None,
        "this control stands outside a fence: write ~~~controls above it and ~~~ below it.",
    ),
    Faulty(
        "an appendix with controls and no words",
        in_the_text('# Appendix 1: services\n\n~~~controls\n[[guidance]]\npage = "services"\n~~~\n'),
        14,
        "appendix-1",
        "“Appendix 1: services” has controls and no words: write them below its heading.",
    ),
    Faulty(
        "two appendices of one number",
        in_the_text("# Appendix 1: services\n\nWords.\n\n# Appendix 1\n\nOther words.\n"),
        18,
        "appendix-1",
        "there are two sections “Appendix 1” (the first on line 12): write one section of that name.",
    ),
    Faulty(
        "contents that name a section the text lacks",
        in_the_text("# 8. What is closed\n\n8.2 One.\n\n# Contents\n\n- Statement of intent\n- 8. What is closed\n"),
        18,
        None,
        "the contents name the statement of intent, and the text lacks it: write it, or take this line out.",
    ),
    Faulty(
        "contents that name another section the text lacks",
        in_the_text("# Contents\n\n- 7. Our class blogs\n- 8.1 What is closed\n"),
        14,
        None,
        "the contents name section 7 (“Our class blogs”), and the text lacks it: write it, or take this line out.",
    ),
    Faulty(
        "contents that name a clause the text lacks",
        in_the_text("# Contents\n\n8.1 What is closed\n8.7 What is open\n"),
        15,
        None,
        "the contents name clause 8.7 (“What is open”), and the text lacks it: write it, or take this line out.",
    ),
    Faulty(
        "contents that name an appendix the text lacks",
        in_the_text("# Contents\n\n- Appendix 2: telephones\n"),
        14,
        None,
        "the contents name appendix 2, and the text lacks it: write it, or take this line out.",
    ),
    Faulty(
        "a kind nobody declares",
        in_a_clause('[[blocks]]\nlists = ["games"]'),
        7,
        "8.1",
        "“blocks” is not a kind of control: did you mean “block”?",
    ),
    Faulty(
        "a key the kind has not",
        in_a_clause('[[block]]\nlists = ["games"]\nwho = ["pupils"]\nfor = ["pupils"]'),
        9,
        "8.1",
        "[[block]] has no key “who”: write one of: except_services, except_sites, for, kinds, lists, networks, services, sites, when.",
    ),
    Faulty(
        "a key that is missing",
        in_a_clause('[[block]]\nlists = ["games"]'),
        7,
        "8.1",
        "[[block]] needs “for” (for whom): add for = … to it.",
    ),
    Faulty(
        "a key said twice in one control",
        in_a_clause('[[block]]\nlists = ["games"]\nfor = ["pupils"]\nfor = ["staff"]'),
        10,
        "8.1",
        "“for” is said twice in this [[block]] (first on line 9): write it once.",
    ),
    Faulty(
        "a key said twice over two controls",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "record"\n[[form]]\nname = "request"\neffect = "open"'),
        13,
        "8.1",
        "“effect” of “request” is said twice (first in clause 8.1, line 10): write it in one clause only.",
    ),
    Faulty(
        "a value without quotes",
        in_a_clause('[[block]]\nlists = [games]\nfor = ["pupils"]'),
        8,
        "8.1",
        'this line cannot be read (\'invalid value\'): write key = "words", key = ["one", "two"], key = 2 or key = true, words in quotes.',
    ),
    Faulty(
        "a word where a number belongs",
        in_a_clause('[[role]]\nname = "librarian"\nat_least = "two"'),
        9,
        "8.1",
        "“at_least” is a whole number above nought: write at_least = 1.",
    ),
    Faulty(
        "a word where yes or no belongs",
        in_a_clause('[[signature]]\nby = ["chair of governors"]\nsecond_factor = "yes"'),
        9,
        "8.1",
        "“second_factor” is true or false: write second_factor = true.",
    ),
    Faulty(
        "a choice there is not",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "opens"\ndecided_by = ["headteacher"]'),
        10,
        "8.1",
        "“opens” is not a word for “effect”: did you mean “open”?",
    ),
    Faulty(
        "a block of nothing",
        in_a_clause('[[block]]\nfor = ["pupils"]'),
        7,
        "8.1",
        "[[block]] speaks of nothing: add at least one of services, kinds, sites, lists.",
    ),
    Faulty(
        "consent that says not to what",
        in_a_clause('[[consent]]\nfor = ["pupils"]'),
        7,
        "8.1",
        "[[consent]] needs “what” (what is shown): add what = … to it.",
    ),
    Faulty(
        "consent to something there is not",
        in_a_clause('[[consent]]\nwhat = ["pictures"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "“pictures” is not a word for “what”: did you mean “picture”?",
    ),
    Faulty(
        "a session without a time",
        in_a_clause('[[session]]\nfor = ["staff"]'),
        7,
        "8.1",
        "[[session]] needs “idle” (after how long without a sign of life): add idle = … to it.",
    ),
    Faulty(
        "mail without people",
        in_a_clause('[[mail]]\nonly = "school addresses"'),
        7,
        "8.1",
        "[[mail]] needs “for” (to whom): add for = … to it.",
    ),
)


@pytest.mark.parametrize("faulty", FAULTY, ids=str)
def test_a_faulty_policy_is_told_at_its_line_with_what_to_write_instead(faulty: Faulty) -> None:
    assert_faulted(faulty)
