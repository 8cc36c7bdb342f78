"""What notices ask of the rooms above: where a school's pages are, and what a link becomes in an e-mail. The roof registers who answers."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings


class PortalOf(Protocol):
    """Whoever knows the schools."""

    def __call__(self, school_id: int) -> str:
        """The address of the school's pages, as people type it."""
        ...


class MailedLink(Protocol):
    """Whoever knows of secrets that a link holds in an e-mail, and nowhere else."""

    def __call__(self, school_id: int, link: str) -> str:
        """The path for the e-mail; the link itself where it holds none."""
        ...


_portals: list[PortalOf] = []
_links: list[MailedLink] = []


def register(*, portal: PortalOf, mailed_link: MailedLink) -> None:
    """From now on ask these."""
    _portals[:], _links[:] = [portal], [mailed_link]


def portal_of(school_id: int) -> str:
    """The address of the school's pages; what the settings say where nobody is registered."""
    return _portals[0](school_id) if _portals else str(settings.PORTAL_URL)


def mailed_link(school_id: int, link: str) -> str:
    """What stands in the e-mail in place of a notice's link."""
    return _links[0](school_id, link) if _links else link
