"""What a control's words for services, kinds and sites come to: host names, and what is taken away from them."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.core.names import Host, upwards
from belisha.core.policy.catalogue import KnownService, KnownServices
from belisha.core.policy.model import Control

SOCIAL_MEDIA = "social media"


@dataclass(frozen=True, slots=True)
class Targets:
    """Names (and all below each), names taken away from them and from lists, and the ids of the services they came from."""

    names: frozenset[str]
    except_names: frozenset[str]
    services: tuple[str, ...]


def services_of(control: Control, catalogue: KnownServices) -> tuple[KnownService, ...]:
    """The services a control speaks of, by id and by kind, each once, those it takes away left out."""
    named = [catalogue.services[word] for word in control.words("services")]
    by_kind = [service for kind in control.words("kinds") for service in catalogue.of_kind(kind)]
    spared = set(control.words("except_services"))
    return tuple({s.id: s for s in (*named, *by_kind) if s.id not in spared}.values())


def names_of(control: Control, catalogue: KnownServices) -> Targets:
    """The names of a control. A service is its own domains; hosts that others use too (`shared`) are never closed for it,
    also where they lie below a name of its own.

    Raises KeyError for a service that the catalogue does not have, Unusable for a site that is no name: check the policy first.
    """
    services = services_of(control, catalogue)
    spared = {domain for word in control.words("except_services") for domain in catalogue.services[word].domains}
    spared |= {Host.from_words(site).name for site in control.words("except_sites")}
    wanted = {domain for service in services for domain in service.domains}
    wanted |= {Host.from_words(site).name for site in control.words("sites")}
    names = frozenset(name for name in wanted if spared.isdisjoint(upwards(name))) if spared else frozenset(wanted)
    has_lists = bool(control.words("lists"))  # what a list holds is not known here, so everything spared may lie in it
    kept = {name for name in spared if has_lists or (name not in names and names & set(upwards(name)))}
    kept |= {host for service in services for host in service.shared if host not in names and names & set(upwards(host))}
    return Targets(names, frozenset(kept), tuple(s.id for s in services))


def speaks_of_social_media(control: Control, catalogue: KnownServices) -> bool:
    """True where a control names the kind "social media", a kind it covers, or a service of it."""
    kinds = {SOCIAL_MEDIA, *catalogue.kinds.get(SOCIAL_MEDIA, ())}
    ids = {service.id for service in catalogue.of_kind(SOCIAL_MEDIA)}
    return bool(kinds & set(control.words("kinds")) or ids & set(control.words("services")))
