"""Signing in: nobody makes an account for themselves; the school invites, and the school keeps the addresses."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: persons are added by the school."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


@login_not_required
def addresses_are_the_schools(request: HttpRequest) -> HttpResponse:
    """In place of allauth's page of e-mail addresses: nothing is here.

    At a session left open on a shared computer, an address added there would be a second key to the account: a new password is sent to it.
    """
    raise Http404("people do not change their account's address themselves: the school does")
