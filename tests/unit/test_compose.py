from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.compose import Citations, extractive, generate, parse_line
from assistant.evidence import Evidence
from assistant.llm import ScriptedLLM
from assistant.models import Proof, Statement, Token
from assistant.verify import Verdict, verify
from tests.unit.calls import LIN, NAMES, ROTH, SPEAKERS, evidence

FIRST = evidence("云业务营收为 12 亿美元,同比增长 18%。", LIN, start=0)
SECOND = evidence("全年资本支出为 3 亿至 3.5 亿美元。", ROTH, start=100, turn=2)


def check(text: str, cited: Sequence[Evidence]) -> Verdict:
    return verify(text, "en", cited, NAMES)


def run(reply: str) -> tuple[list[Statement], list[str], Citations]:
    citations, problems = Citations(SPEAKERS), list[str]()
    events = generate(ScriptedLLM([reply]), "q?", [FIRST, SECOND], "en", citations, check, problems)
    return [event for event in events if isinstance(event, Statement)], problems, citations


def test_a_good_statement_stands_with_its_citation() -> None:
    statements, problems, citations = run(
        "Cloud revenue was $1.2 billion, up 18%. [1]\nCapex is $300 million to $350 million. [2]\n"
    )
    assert [s.proof for s in statements] == [Proof.VERIFIED, Proof.VERIFIED]
    assert [s.line("en") for s in statements] == [
        "Cloud revenue was $1.2 billion, up 18%. [1]",
        "Capex is $300 million to $350 million. [2]",
    ]
    assert [c.quote for c in citations.listed] == [FIRST.text, SECOND.text]
    assert problems == []


def test_a_citation_on_the_wrong_excerpt_is_moved() -> None:
    statements, problems, _ = run("Cloud revenue was $1.2 billion. [2]")
    assert [(s.proof, s.citations[0].quote) for s in statements] == [(Proof.VERIFIED, FIRST.text)]
    assert problems


def test_a_wrong_number_becomes_the_quote() -> None:
    statements, problems, _ = run("Cloud revenue was $12 billion. [1]")
    assert [(s.proof, s.text) for s in statements] == [(Proof.QUOTE, FIRST.text)]
    assert statements[0].reason
    assert problems


def test_an_uncited_wrong_statement_is_dropped() -> None:
    assert run("Cloud revenue was $12 billion.")[0] == []


def test_not_found_gives_no_statement() -> None:
    assert run("NOT_FOUND")[0] == []


def test_a_repeated_line_is_said_once() -> None:
    assert len(run("Cloud revenue was $1.2 billion. [1]\n" * 5)[0]) == 1


def test_tokens_come_before_their_statement() -> None:
    llm = ScriptedLLM(["Cloud revenue was $1.2 billion. [1]"])
    events = list(generate(llm, "q?", [FIRST], "en", Citations(SPEAKERS), check, []))
    assert isinstance(events[0], Token)
    assert isinstance(events[-1], Statement)


def test_lines_are_read_tolerantly() -> None:
    draft = parse_line("- **Revenue** rose [1, 2]【3】.")
    assert draft is not None
    assert (draft.text, draft.numbers) == ("Revenue rose.", (1, 2, 3))


def test_links_and_images_never_leave_a_line() -> None:
    draft = parse_line("See ![pixel](http://evil.example/x.png) and https://evil.example <img src=x> [1]")
    assert draft is not None
    assert "http" not in draft.text
    assert "<" not in draft.text


@given(st.text())
def test_any_line_can_be_read(line: str) -> None:
    draft = parse_line(line)
    assert draft is None or draft.text.strip() == draft.text


def test_extractive_keeps_the_best_in_reading_order() -> None:
    weak = evidence("大家好。", start=500, score=0.1)
    statements = list(extractive([SECOND, FIRST, weak], Citations(SPEAKERS), most=3, share=0.5))
    assert [s.text for s in statements] == [FIRST.text, SECOND.text]
    assert all(s.proof is Proof.QUOTE for s in statements)
