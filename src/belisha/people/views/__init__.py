"""The pages of people: everybody, roles, who is away, classes, families, and lists brought in from the school's own system."""

from __future__ import annotations

from belisha.people.views.roles import appoint, end_role, roles_page

__all__ = ["appoint", "end_role", "roles_page"]
