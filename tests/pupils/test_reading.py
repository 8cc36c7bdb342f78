"""The measure itself: what it counts, what it leaves out, and that a hard text does not pass."""

from __future__ import annotations

import pytest

from tests.pupils.reading import familiar_words, is_familiar, measure, read_page, sentences

EASY = "The cat sat on the mat. It was a big red cat. We can ask a grown-up."
HARD = (
    "Notwithstanding the aforementioned provisions, categorisation of inappropriate material necessitates authorisation by the "
    "designated safeguarding professional responsible for implementing organisational filtering arrangements."
)


def test_a_hard_text_does_not_pass_and_an_easy_one_does():
    hard, easy = measure(HARD), measure(EASY)
    assert hard.grade > 8
    assert len(hard.hard) > 10
    assert easy.grade < 2
    assert easy.hard == ()


def test_the_grade_is_the_formula():
    counted = measure("The cat sat on the mat. We like photosynthesis.")
    assert (counted.words, len(counted.sentences), counted.hard) == (9, 2, ("photosynthesis",))
    assert counted.grade == pytest.approx(0.121 * 4.5 + 0.082 * 100 / 9 + 0.659)


def test_a_line_ends_a_sentence_and_a_stop_inside_a_host_does_not():
    text = "Its name, like bbc.co.uk\nAsk here! Is it closed? Open until 15:30. Rule 8.1 says so."
    assert list(sentences(text)) == ["Its name, like bbc.co.uk", "Ask here!", "Is it closed?", "Open until 15:30.", "Rule 8.1 says so."]


def test_hosts_times_dates_codes_and_names_are_no_words():
    text = "Ask Childline at 0800 1111 by Friday 18 September, 15:30, for class 5K: www.phonicsplay.co.uk/a, A7K2P-9QX4M, 18 May 2026."
    counted = measure(text, names=frozenset({"childline"}))
    assert counted.words == len(["Ask", "at", "by", "for", "class"])
    assert counted.hard == ()


@pytest.mark.parametrize("word", ["tries", "stopped", "writing", "asked", "closes", "bigger", "grown-ups", "teacher's", "doesn't", "Wi-Fi"])
def test_endings_of_words_we_know_are_familiar(word: str):
    assert is_familiar(word)


@pytest.mark.parametrize("word", ["policy", "resolver", "encrypted", "network", "exception", "governors", "policy-maker"])
def test_grown_ups_words_are_not(word: str):
    assert not is_familiar(word)


def test_the_list_is_of_the_length_it_says():
    assert 1000 <= len(familiar_words()) <= 1600


def test_only_a_closed_part_marked_for_grown_ups_is_set_apart():
    page = (
        "<header>Skip</header><main><h1>Ask</h1><p>One <b>two</b><br>three</p>"
        '<details class="app-grown-ups"><summary>For grown-ups</summary><p>Hard</p></details>'
        '<details class="app-grown-ups" open><summary>For grown-ups</summary></details><img src="x" alt="Open"></main><p>After</p>'
    )
    read = read_page(page)
    assert read.text.splitlines() == ["Ask", "One two", "three", "For grown-ups", "Open"]
    assert read.grown_ups == ("For grown-upsHard",)
    assert (read.parts, read.cards, read.pictures) == (0, 0, 1)
