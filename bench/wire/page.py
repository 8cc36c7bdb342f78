"""Where figures are written down: a section for each benchmark, in docs/reference/performance.md or a page of another name beside it."""

from __future__ import annotations

from pathlib import Path
from statistics import median

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
PERFORMANCE, RELIABILITY = "performance", "reliability"


def write_down(heading: str, words: str, *, page: str = PERFORMANCE) -> None:
    """Put a section into the page of that name, in place of the one that is there."""
    file = REFERENCE / f"{page}.md"
    written = file.read_text(encoding="utf-8") if file.exists() else f"# {page.capitalize()}\n"
    before, _, after = written.partition(f"\n## {heading}\n")
    _, next_heading, rest = after.partition("\n## ")
    file.write_text(f"{before.rstrip()}\n\n## {heading}\n\n{words.strip()}\n{next_heading}{rest}", encoding="utf-8")


def spread(values: list[float], form: str = ",.0f") -> str:
    """The median, and the least and the most in brackets."""
    if not values:
        return "–"
    least, most = min(values), max(values)
    return f"{median(values):{form}} ({least:{form}} to {most:{form}})" if len(values) > 1 else f"{values[0]:{form}}"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def percentile(values: list[float], share: float) -> float:
    """The value that a share of all (0.99) does not exceed; not a number where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
