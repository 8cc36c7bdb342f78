"""What is raised where a backup cannot be made, read or put back."""

from __future__ import annotations


class UnusableBackup(Exception):
    """A backup cannot be made, read or put back; the message is a sentence that says why and what to do."""
