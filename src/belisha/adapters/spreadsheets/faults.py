"""What is raised where a file is no table."""

from __future__ import annotations


class NotATable(Exception):
    """No rows can be read out of these bytes. The message says what they seem to be, and what to do."""
