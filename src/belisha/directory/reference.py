"""The reference page of the catalogue, made from its files (docs/reference/catalogue.md; a test keeps it fresh).

Services for adults are left out (safeguarding.md 25), and so is what nobody verified (32). Run as a module it prints the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from belisha.directory import queries
from belisha.directory.contacts import Operator
from belisha.directory.facts import UNVERIFIED
from belisha.directory.services import Page, ServiceEntry

_OPENING = """# The catalogue

This page is made from the files in `src/belisha/directory/catalogue/`; change those and run `make docs`. A policy names a service by its
id, or all of a kind by the kind. Closing a service closes its own names and all below them. Names that other services use too are never
closed for it. Services for adults are left out, and so are ages, addresses and ends that nobody held against their source.
"""


def reference() -> str:
    """The whole page, as Markdown with one final newline."""
    catalogue, entries = queries.catalogue(), queries.entries_for_pages()
    living = [entry for entry in entries if not entry.service.is_closed_down]
    ended = [entry for entry in entries if entry.service.is_closed_down]
    parts = [_OPENING, "## Kinds\n", *(_kind(kind, covered) for kind, covered in catalogue.kinds.items() if kind != "adult")]
    parts += ["\n## Lists and courses\n", *(f"- list `{name}`" for name in sorted(catalogue.lists))]
    parts += [f"- course `{course}`: {title}" for course, title in catalogue.courses.items()]
    parts += [f"\n## Services: {len(living)}\n", *(line for entry in living for line in _service(entry))]
    parts += ["## Services that have ended\n", *(line for entry in ended for line in _ended(entry))]
    parts += ["\n## Helplines, never closed\n", *(f"- {h.name}: {', '.join(f'`{d}`' for d in h.domains)}" for h in queries.helplines())]
    parts += ["\n## Mobile operators\n", *(_operator(operator) for operator in queries.operators())]
    return "\n".join(parts).rstrip("\n") + "\n"


def _kind(kind: str, covered: tuple[str, ...]) -> str:
    return f"- `{kind}`" + (f": {', '.join(covered)}" if covered else "")


def _service(entry: ServiceEntry) -> Iterator[str]:
    service, age = entry.service, entry.minimum_age
    yield f"### {service.name}\n"
    if entry.was_called:
        yield f"- once called {', '.join(entry.was_called)}"
    yield f"- `{service.id}`: {', '.join(service.kinds)}"
    if age:
        words = f", {age.words}" if age.words else ""
        yield f"- minimum age: {age.years or 'none'}{words} ({age.fact.source}; checked {age.fact.checked})"
    yield f"- own names: {_names(service.domains)} ({service.source.split('; ')[0].removeprefix('names: ')}{_on(service.checked)})"
    if service.shared:
        yield f"- shared, never closed for it: {_names(service.shared)}"
    yield from (_page(page) for page in entry.pages)
    yield from (f"- to know: {quirk.words} ({quirk.fact.source})" for quirk in entry.quirks)
    yield ""


def _on(checked: str) -> str:
    return "" if checked == UNVERIFIED else f"; checked {checked}"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _page(page: Page) -> str:
    shown = f"<{page.address}>" if page.address else page.words
    return f"- {page.kind}: {shown} ({page.fact.source}; checked {page.fact.checked})"


def _ended(entry: ServiceEntry) -> Iterator[str]:
    ending = entry.ending
    told = f" {ending.on}. {ending.words} ({ending.fact.source})" if ending else ""
    yield f"- {entry.service.name} (`{entry.service.id}`):{told or ' ended.'}"


def _operator(operator: Operator) -> str:
    numbers = "".join(f"; {number.kind}: {number.number}" for number in operator.numbers)
    return f"- {operator.name}{numbers}. {operator.words}"


if __name__ == "__main__":
    print(reference(), end="")
