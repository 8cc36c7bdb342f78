"""What a post says: what somebody is to the school, and whether it sounds like a role of the policy."""

from __future__ import annotations

import re

_SUPPORT = re.compile(
    r"assistant|hlta|\bta\b|cover supervisor|learning support|\bnnebs?\b|nursery nurse|aide|technician|administrat|clerical"
)
_TEACHER = re.compile(r"teach|\bhead\b|headmaster|headmistress|principal|\bect\b|\bnqt\b|\bqts\b|senco|sendco|lecturer|instructor")
_ROLES = (
    (re.compile(r"(?:deputy|assistant) (?:designated )?safeguarding|\bddsl\b|deputy dsl"), "deputy safeguarding lead"),
    (re.compile(r"designated safeguarding|safeguarding lead|\bdsl\b"), "designated safeguarding lead"),
    (
        re.compile(r"^(?!.*(?:deputy|assistant|vice|phase|subject|department)).*(?:head ?teacher|headmaster|headmistress|^principal)"),
        "headteacher",
    ),
    (re.compile(r"network manager|(?:ict|it) manager|network technician"), "network manager"),
    (re.compile(r"\bsendco\b|\bsenco\b"), "SENCO"),
    (re.compile(r"data protection officer|\bdpo\b"), "data protection officer"),
    (re.compile(r"clerk to (?:the )?govern"), "clerk to governors"),
    (re.compile(r"vice.chair of (?:the )?govern"), "vice-chair of governors"),
    (re.compile(r"^(?!.*vice).*chair of (?:the )?govern"), "chair of governors"),
)


def kind_of_post(post: str, *, teaches: bool) -> str:
    """“teacher”, “support staff”, “volunteer” or “governor”. Whoever has a class and no post that says otherwise is a teacher."""
    words = post.casefold()
    if "governor" in words or "trustee" in words:
        return "governor"
    if "volunteer" in words:
        return "volunteer"
    if _SUPPORT.search(words) and "assistant head" not in words:
        return "support staff"
    if _TEACHER.search(words) or "assistant head" in words or (teaches and not words):
        return "teacher"
    return "support staff"


def role_in_post(post: str) -> str:
    """The role of a policy that this post sounds like; "" for none."""
    words = post.casefold().replace("-", " ")
    return next((role for pattern, role in _ROLES if pattern.search(words)), "")
