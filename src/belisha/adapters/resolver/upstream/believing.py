"""What of an answer is believed: the chain that leads from the question's name to what was asked for, and nothing beside it.

A server, or whoever answers in its place, may put any record into an answer. Only those that belong to the question are kept, so
that no answer can say something of a name that nobody asked for (the "bailiwick"; RFC 5452 section 6, RFC 2181 section 5.4.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.upstream.faults import Unhelpful

LONGEST_CHAIN = 16  # aliases; resolvers stop at about as many
_PROOFS = (dns.rdatatype.SOA, dns.rdatatype.NS, dns.rdatatype.DS)
_DENIALS = (dns.rdatatype.NSEC, dns.rdatatype.NSEC3)


def believed(wire: bytes, key: UpstreamKey) -> Found:
    """What a matched message says of `key`. Raises Unhelpful for a failure, for octets that mean nothing, for aliases in a ring."""
    try:
        message = dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError, IndexError) as fault:
        raise Unhelpful("answers what cannot be read") from fault
    rcode = message.rcode()
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise Unhelpful(f"answers {dns.rcode.to_text(rcode)}")
    names = _chain(message.answer, key)
    answer = tuple(record for record in message.answer if _belongs(record, names, key.rdtype))
    authority = tuple(_above(message.authority, names))
    return Found(int(rcode), answer, authority, bool(message.flags & dns.flags.AD))


def _chain(answer: Sequence[dns.rrset.RRset], key: UpstreamKey) -> list[dns.name.Name]:
    """The question's name, and each name that an alias leads to from there. Raises Unhelpful."""
    aliases = {record.name: record[0].target for record in answer if record.rdtype == dns.rdatatype.CNAME and len(record)}
    names = [key.name]
    if key.rdtype == dns.rdatatype.CNAME:
        return names
    while (target := aliases.get(names[-1])) is not None:
        if target in names or len(names) > LONGEST_CHAIN:
            raise Unhelpful("answers with aliases that lead nowhere")
        names.append(target)
    return names


def _belongs(record: dns.rrset.RRset, names: Sequence[dns.name.Name], rdtype: dns.rdatatype.RdataType) -> bool:
    kind = record.covers if record.rdtype == dns.rdatatype.RRSIG and rdtype != dns.rdatatype.RRSIG else record.rdtype
    if record.rdclass != dns.rdataclass.IN:
        return False
    if kind == dns.rdatatype.DNAME and rdtype != dns.rdatatype.DNAME:
        return any(name != record.name and name.is_subdomain(record.name) for name in names)
    return record.name in names and kind in (rdtype, dns.rdatatype.CNAME)


def _above(authority: Sequence[dns.rrset.RRset], names: Sequence[dns.name.Name]) -> Iterator[dns.rrset.RRset]:
    """What stands at or above a name of the chain; and denials (RFC 4035 section 3.1.3) below a zone's start that does so."""
    zones = [record.name for record in authority if record.rdtype == dns.rdatatype.SOA]
    for record in authority:
        kind = record.covers if record.rdtype == dns.rdatatype.RRSIG else record.rdtype
        holders = [record.name] if kind in _PROOFS else [zone for zone in zones if record.name.is_subdomain(zone)]
        is_known = kind in _PROOFS or kind in _DENIALS
        if is_known and any(name.is_subdomain(holder) for name in names for holder in holders):
            yield record
