from __future__ import annotations

import html.parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models import Answer, Citation, Proof, Statement
from assistant.render import clean, markdown, terminal
from assistant.ui import answers
from index.models import Section

HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/a.png) \x1b[31mred\x1b[0m 21.7\u202e7.12 a\u200bb <img src=x onerror=y>"


def citation(quote: str = "We grew 20%.", **fields: object) -> Citation:
    return Citation(
        **{
            "n": 1,
            "quote": quote,
            "transcript_id": "t",
            "turn": 3,
            "section": Section.QA,
            "start": 0,
            "end": 5,
            **fields,
        }
    )  # type: ignore[arg-type]


def answered(text: str) -> Answer:
    cited = citation(text, speaker=text, role=text)
    statement = Statement(text, (cited,), Proof.VERIFIED, text)
    return Answer("q", "answered", "en", text, (statement,), (cited,), (text,), (text,))


def test_clean_removes_what_a_terminal_would_obey() -> None:
    assert clean("a\x1b[31mb\u202ec\u200bd\ne\x00") == "a[31mbcd e"


@given(st.text())
def test_terminal_lines_hold_no_control_characters(text: str) -> None:
    for line in terminal(answered(text)):
        assert line == clean(line)


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))


def tags(text: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Tags()
    parser.feed(text)
    return parser.tags


def shown(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements and attributes with which the page shows an answer in which every text is this one."""
    answer = answered(text)
    return tags("".join([*answers.statements(answer.statements, "k", "en"), answers.notes(answer)]))


@pytest.mark.parametrize("text", [HOSTILE, '"><svg onload=x>', "' onmouseover='x", "</blockquote><iframe>"])
def test_the_page_shows_hostile_text_as_text(text: str) -> None:
    """Whatever the text, the elements and attributes of the page are those of harmless text."""
    assert shown(text) == shown("harmless")
    assert tags(answers.draft(text, "en")) == tags(answers.draft("harmless", "en"))


@given(st.text(min_size=1))
def test_any_text_leaves_the_structure_alone(text: str) -> None:
    assert shown(text) == shown("harmless")


def test_markdown_is_escaped() -> None:
    assert markdown("![x](http://a.b)") == r"\!\[x\]\(http\:\/\/a\.b\)"
    assert "<" not in markdown("<b>")
