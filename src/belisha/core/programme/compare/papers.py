"""Custody, publishing and keeping: what comes, goes and changes."""

from __future__ import annotations

from collections.abc import Iterable

from belisha.core.policy.explain import every, people
from belisha.core.programme.compare.wording import NOT_SAID, Keys, compared, said
from belisha.core.programme.model import GuidancePage, MailRule, Programme, Reference, Retention, Review, SessionRule, Vault

THEN = {"erase": "erased", "review": "looked at again", "hand over": "handed over"}
VAULT_KEYS: Keys[Vault] = {
    "who may look at them": lambda vault: people(vault.opens, "or"),
    "how many people together in an emergency": lambda vault: str(vault.break_glass_people or "nobody"),
    "who may help in an emergency": lambda vault: people(vault.break_glass_from) if vault.break_glass_from else "nobody",
    "the time in which they are changed afterwards": lambda vault: said(vault.rotate_within),
}
RETENTION_KEYS: Keys[Retention] = {
    "how long they are kept": lambda keep: keep.span.words,
    "what happens then": lambda keep: THEN.get(keep.then or "", NOT_SAID),
}
REFERENCE_KEYS: Keys[Reference] = {"where to find it": lambda document: said(document.where)}
REVIEW_KEYS: Keys[Review] = {"how often": lambda review: every(review.every.words)}
SESSION_KEYS: Keys[SessionRule] = {"after how long without doing anything": lambda session: said(session.idle)}
MAIL_KEYS: Keys[MailRule] = {"which addresses": lambda mail: mail.only}
PAGE_KEYS: Keys[GuidancePage] = {}


def paper_changes(before: Programme, after: Programme) -> Iterable[str]:
    """Records, passwords, documents, pages, reviews, signing out and e-mail."""
    yield from compared(
        before.retentions,
        after.retentions,
        lambda keep: keep.what,
        RETENTION_KEYS,
        come=lambda what, keep: f"Of {what}, it is now said how long they are kept: {keep.span.words}{_then(keep)}.",
        gone=lambda what, keep: f"It is no longer said how long {what} are kept (now {keep.span.words}).",
        title=lambda what: f"Records: {what}",
    )
    yield from compared(
        before.vaults,
        after.vaults,
        lambda _: "Passwords of the school's accounts",
        VAULT_KEYS,
        come=lambda title, vault: f"{title} are locked away; only {people(vault.opens, 'or')} may look at them.",
        gone=lambda title, _: f"{title} are no longer locked away.",
    )
    yield from _documents(before, after)
    yield from compared(
        before.reviews,
        after.reviews,
        lambda review: people(review.by),
        REVIEW_KEYS,
        come=lambda who, review: f"A new review by {who}, {every(review.every.words)}.",
        gone=lambda who, _: f"The review by {who} goes.",
        title=lambda who: f"Review by {who}",
    )
    yield from compared(
        before.sessions,
        after.sessions,
        lambda session: people(session.people),
        SESSION_KEYS,
        come=lambda who, session: f"Signed out after {said(session.idle)} without doing anything: {who}.",
        gone=lambda who, _: f"No longer signed out by the policy's own rule: {who}.",
        title=lambda who: f"Signing out of {who}",
    )
    yield from compared(
        before.mail_rules,
        after.mail_rules,
        lambda mail: people(mail.people),
        MAIL_KEYS,
        come=lambda who, mail: f"E-mail to {who} goes to {mail.only} only.",
        gone=lambda who, mail: f"E-mail to {who} may go elsewhere than to {mail.only}.",
        title=lambda who: f"E-mail to {who}",
    )


def _documents(before: Programme, after: Programme) -> Iterable[str]:
    """Other documents, and pages that are published."""
    yield from compared(
        before.references,
        after.references,
        lambda document: f"“{document.document}”",
        REFERENCE_KEYS,
        come=lambda title, document: f"The policy now rests on another document, {title}{'' if document.where else ' (not supplied)'}.",
        gone=lambda title, _: f"The policy no longer rests on the document {title}.",
        title=lambda title: f"Document {title}",
    )
    yield from compared(
        before.guidance_pages,
        after.guidance_pages,
        lambda page: f"“{page.page}”",
        PAGE_KEYS,
        come=lambda title, _: f"A page {title} is published.",
        gone=lambda title, _: f"The page {title} is no longer published.",
    )


def _then(keep: Retention) -> str:
    """What happens to records then, to end a sentence."""
    return f", then {THEN[keep.then]}" if keep.then in THEN else ""
