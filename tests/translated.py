"""A language that nobody speaks, made of the sentences that translators are given: plain letters on a page are words nobody can translate.

Every letter of a sentence is turned into one with an accent, the sentence grows by a third and stands between ⟦ and ⟧; its {places}, its
%(places)s and its tags stay.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from gettext import NullTranslations
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

from django.test import override_settings
from django.utils.translation import trans_real

TEMPLATE = Path(__file__).parents[1] / "src" / "belisha" / "locale" / "django.pot"
INVENTED, LEFTWARDS = "eo", "ar"
"""Codes that Django knows, of languages that this product does not speak: the second is written from right to left."""

PLAIN, ACCENTED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀćđéƒǵĥíĵķĺɱñóþɋŕśţúṽŵẋýžÁƁĆĐÉƑǴĤÍĴĶĹṀÑÓÞɊŔŚŢÚṼŴẊÝŽ"
KEPT = re.compile(r"(%\(\w+\)[sd]|\{\w*\}|<[^>]*>|&\w+;|%%)")
OTHERS = ("django/conf", "django/contrib/auth", "django/contrib/humanize", "allauth", "axes")
"""Packages that bring their own sentences, with their own translations: ours are not to repeat them."""

_ENTRY = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*(?:\n".*)*)', re.MULTILINE)


def sentences_in(file: Path) -> frozenset[str]:
    """The sentences of a .po or .pot file, those for many among them; one with a context has it in front, as gettext looks it up."""
    found: set[str] = set()
    context = ""
    for kind, quoted in _ENTRY.findall(re.sub(r"^#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)):
        words = "".join(ast.literal_eval(line) for line in quoted.splitlines())
        if kind == "msgctxt":
            context = words + "\x04"
        elif kind.startswith("msgid"):
            found.add(context + words)
        else:
            context = ""
    return frozenset(found - {""})


@cache
def known() -> frozenset[str]:
    """Every sentence that somebody can translate: ours, and those of the packages beneath us."""
    files = []
    for name in OTHERS:
        package, _, folder = name.partition("/")
        spec = find_spec(package)
        assert spec
        assert spec.origin
        files.append(Path(spec.origin).parent / folder / "locale" / "en" / "LC_MESSAGES" / "django.po")
    return sentences_in(TEMPLATE).union(*(sentences_in(file) for file in files if file.is_file()))


def invented(words: str) -> str:
    """A sentence in the language that nobody speaks."""
    parts = [part if KEPT.fullmatch(part) else part.translate(str.maketrans(PLAIN, ACCENTED)) for part in KEPT.split(words)]
    letters = sum(len(part) for part in parts if not KEPT.fullmatch(part))
    longer = " ".join("ñ" * 4 for _ in range(max(1, letters // 3 // 5)))
    return f"⟦{''.join(parts)} {longer}⟧"


class Invented(NullTranslations):
    """What Django asks for a sentence; those that no translator is given come back as they are."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.domain = language, "django"

    def to_language(self) -> str:
        """Its code."""
        return self.language

    def gettext(self, message: str) -> str:
        """One sentence."""
        return invented(message.rpartition("\x04")[2]) if message in known() else message

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The one for so many."""
        return self.gettext(one if number == 1 else many)


@contextmanager
def speaking(language: str = INVENTED) -> Iterator[None]:
    """The product offers this language too; who asks for it is answered in it."""
    with override_settings(LANGUAGES=[("en-gb", "British English"), (language, language)]):  # Django forgets what it knew at that
        trans_real._translations[language] = Invented(language)
        yield


UNSEEN = frozenset({"script", "style", "svg"})
NO_WORDS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?"  # addresses, sites, what a clause is called
    r"|\b[0-9A-Z]{5}-[0-9A-Z]{5}\b|\b\d\w*\b|\b[a-f0-9]{12,}\b"  # codes, numbers, classes, fingerprints
)
_EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source", "wbr"})


@dataclass
class _Said(HTMLParser):
    """Everything a page says to eyes and ears, but what is marked as being in a language of its own."""

    found: list[str] = field(default_factory=list)
    around: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_own = tag != "html" and "lang" in given
        if tag not in _EMPTY:
            self.around.append((tag, is_own))
        if is_own or any(own for _, own in self.around):
            return
        self.found += [given[name] for name in ("aria-label", "title", "alt", "placeholder", "data-stop") if given.get(name)]
        if tag == "input" and given.get("type") == "submit":
            self.found.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.around) - 1, -1, -1):
            if self.around[place][0] == tag:
                del self.around[place:]
                return

    def handle_data(self, data: str) -> None:
        if not any(own or tag in UNSEEN for tag, own in self.around) and data.strip():
            self.found.append(" ".join(data.split()))


def untranslated(page: str, *, names: Iterable[str] = ()) -> list[str]:
    """What a page in the invented language says in plain letters: but names, sites, codes, and what stands in a language of its own."""
    read = _Said()
    read.feed(page)
    spoken = sorted(names, key=len, reverse=True)
    told = []
    for words in read.found:
        left = words
        for name in spoken:
            left = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", left)
        if re.search(r"[A-Za-z]{2,}", NO_WORDS.sub(" ", left)):
            told.append(words)
    return told
