"""Fixtures of this room's tests."""

from __future__ import annotations

from belisha.audit.tests.postgresql import postgresql_server

__all__ = ["postgresql_server"]
