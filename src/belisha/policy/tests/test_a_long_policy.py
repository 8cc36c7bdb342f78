"""The live page of a policy of seventy clauses: a contents list that leads somewhere, promises with their clauses, no odd names."""

from __future__ import annotations

import re

import pytest

from belisha.kit import clock


@pytest.fixture
def html(school, cast, text, moment, put_in_force, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment)
    put_in_force(text, moment)
    return client.get("/").content.decode()


def test_every_section_can_be_jumped_to_and_leads_back(html):
    (jumps,) = re.findall(r'<nav class="app-contents".*?</nav>', html, re.DOTALL)
    targets = re.findall(r'href="#(section-\d+)"', jumps)
    assert len(targets) == 14
    assert [html.count(f'id="{target}"') for target in targets] == [1] * 14
    assert html.count('href="#contents"') == 14
    assert html.count('id="contents"') == 1
    assert "11. Class blogs" in jumps
    assert "<li>11 Class blogs</li>" not in html, "the text’s own list is not printed a second time"


def test_each_promise_stands_with_the_clauses_that_keep_it(html):
    found = re.findall(r"<li><strong>(We [^<]+)</strong><br>Kept by (.*?)\.</li>", html)
    assert len(found) == 5
    for promise, links in found:
        kept_by = re.findall(r'href="/policy/([^"]+)/"', links)
        assert kept_by, promise
        assert all(f'id="clause-{number}"' in html for number in kept_by)


def test_the_statement_and_the_appendices_are_called_by_their_headings(html, client):
    assert ">appendix-1<" not in html
    assert html.count('<span aria-hidden="true">¶</span>') == 3
    assert '<span class="govuk-visually-hidden" lang="en-GB">appendix 1</span>' in html
    assert '<h1 class="govuk-heading-l">Appendix 1: Where each service' in client.get("/policy/appendix-1/").content.decode()
    assert client.get("/policy/7.6-tell/").status_code == 200


def test_what_is_not_done_yet_is_told_in_plain_words(html):
    told = re.findall(r"Not yet carried out by Belisha: ([^<]+)\.", html)
    assert told
    assert not [words for words in told if "`" in words or ";" in words]
    assert not [words for words in told if "safe mode" in words], "the strict safe mode holds for everyone whatever a policy says"


def test_an_activity_that_nobody_decides_is_neither_staffed_nor_unstaffed(html):
    (card,) = re.findall(r'id="clause-6\.3">.*?</article>', html, re.DOTALL)
    assert "Not yet carried out by Belisha: a rule that people keep" in card
    assert "holds" not in re.sub(r"<[^>]+>", " ", card)
    assert "The training this clause asks for cannot be checked yet" in card, "amber for that, and for that alone"
