"""When and how the reader of a request signed in, from what the session remembers of it.

The session holds who signed in and the records of how: allauth's, or the demo's stand-in. Nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from belisha.people.models import Person

DEMO_SIGN_IN = "demo_sign_in"
DEMO_LINK_SALT = "belisha.people.demo-sign-in"
SECOND_FACTOR = "mfa"


def demo_sign_in_path(person: Person) -> str:
    """The path that signs in as this person, on the portal of a demo. Works again and again; each time is a fresh sign-in."""
    return reverse("people-demo-sign-in", args=[signing.dumps(person.pk, salt=DEMO_LINK_SALT)])


def signed_in_at(request: HttpRequest) -> datetime | None:
    """The moment of the last sign-in or re-authentication of whoever is signed in; None where nobody is.

    Aware, in UTC. A demo's moment is that of the demo's clock.
    """
    demo = _demo_record(request)
    if demo is not None:
        return datetime.fromisoformat(demo["at"])
    moments = [record["at"] for record in _records(request)]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def had_second_factor(request: HttpRequest) -> bool:
    """True where a code or a passkey was part of this session's sign-in, or the demo stands in for it."""
    return _demo_record(request) is not None or any(record["method"] == SECOND_FACTOR for record in _records(request))


def remember_demo_sign_in(request: HttpRequest, *, now: datetime) -> None:
    """Write into the session that whoever is signed in came by a demo link at `now`, both factors stood in for."""
    request.session[DEMO_SIGN_IN] = {"at": now.astimezone(UTC).isoformat(), "account": request.user.pk}


def _records(request: HttpRequest) -> list[dict[str, object]]:
    """Allauth's records of this session, for the account that is signed in and no other."""
    return get_authentication_records(request, request.user) if request.user.is_authenticated else []


def _demo_record(request: HttpRequest) -> dict[str, str] | None:
    """The demo's record of this session, for the account that is signed in; never outside a demo."""
    record = request.session.get(DEMO_SIGN_IN) if settings.IS_DEMO and request.user.is_authenticated else None
    return record if record is not None and record["account"] == request.user.pk else None
