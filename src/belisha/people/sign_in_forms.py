"""The forms of signing in that are ours: the sign-in itself, the code of an invitation, a first password, a second step's code."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from belisha.people.models import Account


class SignInForm(LoginForm):
    """Allauth's, for people with an e-mail address and for people without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or user name")
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def clean_login(self) -> str:
        """What was typed, in lower case: so that wrong tries are counted together however they are written."""
        return super().clean_login().lower()


class ForgottenPasswordForm(ResetPasswordForm):
    """Allauth's, for those who chose a password before: an account that nobody was invited to yet lets nobody in by it."""

    def clean_email(self) -> str:
        """The address; nobody is told whether there is such an account (allauth sends nothing where none is left)."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class CodeForm(forms.Form):
    """The code of a printed slip."""

    code = forms.CharField(
        label=_("The code on your slip"),
        help_text=_("Four groups of four, like ABCD-EFGH-IJKL-MNOP. Capitals, strokes and spaces do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages=dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), _("Write the code that is on your slip.")),
    )


class FirstPasswordForm(forms.Form):
    """A password, twice."""

    password1 = forms.CharField(
        label=_("Your password"),
        help_text=_(
            "At least 12 letters or signs. Three words that have nothing to do with one another are good and easy to keep in mind."
        ),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=dict.fromkeys(("required", "null_characters_not_allowed"), _("Choose a password.")),
    )
    password2 = forms.CharField(
        label=_("The same again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=dict.fromkeys(("required", "null_characters_not_allowed"), _("Write the same password again.")),
    )

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password1(self) -> str:
        """A password that is long enough, and not one that everybody tries first."""
        given: str = self.cleaned_data["password1"]
        validate_password(given, self.account)
        return given

    def clean(self) -> dict[str, Any]:
        """The values. Two that differ are told at the second."""
        given = super().clean() or {}
        if given.get("password1") and given.get("password2") and given["password1"] != given["password2"]:
            self.add_error("password2", _("This is not the same password: write both again."))
        return given
