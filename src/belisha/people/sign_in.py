"""Signing in: nobody makes an account for themselves; the school invites."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: persons are added by the school."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
