"""What is typed into the pages of the policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from belisha.core.policy.read import LARGEST_TEXT
from belisha.kit.fields import PlainForm


class LoadForm(PlainForm):
    """A policy's text, typed or as a file. A file's text is put where it can be read and mended, so that nothing is lost."""

    file = forms.FileField(
        label="A file from your computer",
        required=False,
        help_text="A Markdown file (.md). Its text replaces the text below.",
        widget=forms.FileInput(
            attrs={"class": "govuk-file-upload", "accept": ".md,.txt,text/markdown", "aria-describedby": "id_file_more"}
        ),
    )
    text = forms.CharField(
        label="Or the text itself",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
    )

    @classmethod
    def of(cls, request: HttpRequest) -> LoadForm:
        """The form as it was sent, with the text of the file, if any, in the field for the text."""
        sent = request.POST.copy()
        file = request.FILES.get("file")
        fault = ""
        if file is not None:
            text, fault = _text_of(file)
            sent["text"] = text or sent.get("text", "")
        form = cls(sent)
        form.file_fault = fault
        return form

    file_fault = ""

    def clean(self) -> dict[str, Any]:
        """The text; an empty one and an unreadable file are faults."""
        said = super().clean() or {}
        if self.file_fault:
            self.add_error("file", self.file_fault)
        elif not said.get("text", "").strip():
            self.add_error("text", "Choose a file or write the text of the policy.")
        return said


class WithdrawForm(PlainForm):
    """Why a version is withdrawn."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="A sentence. It is kept in the record.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


def _text_of(file: UploadedFile) -> tuple[str, str]:
    """The text of an uploaded file, and what is wrong with it ("" where nothing is)."""
    if (file.size or 0) > LARGEST_TEXT * 4:
        return "", f"This file is too large for a policy: at most {LARGEST_TEXT} characters."
    try:
        return file.read().decode("utf-8"), ""
    except UnicodeDecodeError:
        return "", "This file is not plain text in UTF-8: save it as a Markdown file, not as a word processor's document."
