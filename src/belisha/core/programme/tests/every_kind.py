"""A policy with a control of every kind, some of them spread over clauses; for tests of programmes."""

from __future__ import annotations

from dataclasses import replace

from belisha.core.policy.model import Policy
from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import HEAD
from belisha.core.programme.tests.samples import CATALOGUE

AGES = {"facebook": 13, "roblox": 5, "youtube": 13, "tiktok": 13, "discord": 13, "whatsapp": 13, "snapchat": 13, "adults-only": 18, "x": 10}
AGED = replace(CATALOGUE, services={s.id: replace(s, minimum_age=AGES.get(s.id)) for s in CATALOGUE.services.values()})
"""The catalogue of the tests, with minimum ages made up for them."""

TEXT = (
    HEAD
    + """
2.1 We promise, and we mean what we say.
~~~controls
[[commitment]]
text = "We listen."
kept_by = ["8.1"]
[[define]]
term = "blog"
means = ["a diary", "a class page"]
[[role]]
name = "network manager"
stands_in = "e-safety team"
[[signature]]
by = ["headteacher"]
~~~

4.2 New staff are trained.
~~~controls
[[duty]]
name = "induction"
who = ["teachers"]
course = "policy-induction"
[[duty]]
who = ["teachers"]
what = "read the guide"
proof = "tick"
[[agree]]
who = ["staff"]
text = "staff"
[[agree]]
who = ["parents"]
text = "home"
every = "1 year"
[[conduct]]
code = "lesson-time"
for = ["teachers"]
~~~

4.3 They show what they learnt.
~~~controls
[[duty]]
name = "induction"
first_due = "10 school days after joining"
every = "1 year"
proof = "quiz"
~~~

6.1 Passwords are kept safe, and other papers are kept elsewhere.
~~~controls
[[vault]]
opens = ["headteacher"]
break_glass = { people = 2, from = ["chair of governors", "designated safeguarding lead"] }
after_opening = "rotate within 1 school day"
[[refer]]
document = "Anti-bullying policy"
[[refer]]
document = "Mobile phone policy"
where = "the school office"
[[guidance]]
page = "age-guide"
[[keep]]
what = "reports"
for = "6 years"
then = "review"
[[review]]
every = "1 year"
by = ["clerk to governors"]
[[consent]]
what = ["name", "picture"]
for = ["pupils"]
[[session]]
for = ["staff"]
idle = "15 minutes"
[[mail]]
for = ["staff"]
~~~

7.5 Pupils do not join services they are too young for.
~~~controls
[[age_limit]]
for = ["pupils"]
effect = "close"
~~~

8.1 Some sites are closed.
~~~controls
[[block]]
kinds = ["social media"]
for = ["pupils"]
[[allow]]
services = ["youtube"]
for = ["year 5"]
when = "lesson time"
[[safe_mode]]
of = "search"
for = ["everyone"]
~~~

8.2 Getting round the filter is looked at.
~~~controls
[[watch]]
signals = { vpn = 5, tor = 3 }
at = 6
per = "2 hours"
review_by = "network manager"
[[sanction]]
name = "equipment ban"
decided_by = ["headteacher"]
closes = "all but help"
[[form]]
name = "supervised session"
open_to = ["staff"]
effect = "lift"
decided_by = ["no one"]
ends = "lesson"
~~~

8.3 A ban is short and can be appealed against.
~~~controls
[[sanction]]
name = "equipment ban"
longest = "10 school days"
tell = ["parent"]
appeal_to = "chair of governors"
~~~

9.1 Anybody can report bullying.
~~~controls
[[form]]
name = "bullying report"
open_to = ["everyone"]
effect = "case"
case = "bullying"
decided_by = ["designated safeguarding lead"]
harm = true
if_named = "headteacher"
~~~

9.2 Bullying is taken seriously.
~~~controls
[[case]]
name = "bullying"
opened_by = ["everyone"]
owner = "designated safeguarding lead"
facts = { who = ["pupil", "adult"], nature = ["threat", "none of these"] }
[[step]]
of = "bullying"
name = "talk to the person"
after = ["police consideration"]
[[step]]
of = "bullying"
name = "support plan"
~~~

9.3 It is looked at again.
~~~controls
[[case]]
name = "bullying"
review_after = "6 weeks"
to = ["deputy safeguarding lead"]
harm = true
if_named = "headteacher"
~~~

9.8 The school considers the police.
~~~controls
[[step]]
of = "bullying"
name = "police consideration"
when = { nature = ["threat"] }
owner = "headteacher"
must = true
before = ["closure", "platform report"]
answers = ["report", "do not report"]
within = "1 school day"
letter = "police"
~~~
"""
)


def every_kind(text: str = TEXT) -> Policy:
    """The policy, sound."""
    reading = read(text)
    assert reading.is_sound, reading.faults
    assert reading.policy is not None
    return reading.policy
