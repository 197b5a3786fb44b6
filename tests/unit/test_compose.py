from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.compose import Citations, Translate, Writing, choose, grammar, parse_line, quotes, translated, who_asked
from assistant.evidence import Evidence
from assistant.llm import ScriptedLLM
from assistant.models import Proof, Statement, Token
from assistant.records import citation_record
from assistant.render import citation_line
from assistant.verify import Verdict, verify
from tests.unit.calls import LIN, NAMES, ROTH, evidence, speakers_of

FIRST = evidence("云业务营收为 12 亿美元,同比增长 18%。", LIN, start=0)
SECOND = evidence("全年资本支出为 3 亿至 3.5 亿美元。", ROTH, start=100, turn=2)


def check(text: str, cited: Sequence[Evidence]) -> Verdict:
    return verify(text, "en", cited, NAMES)


def says(*translations: str | None) -> Translate:
    """Translates every sentence as told, in pieces of five characters; the last one again and again."""
    given = list(translations)

    def translate(_: Evidence) -> Generator[str, None, str | None]:
        found = given.pop(0) if len(given) > 1 else given[0]
        for at in range(0, len(found or ""), 5):
            yield (found or "")[at : at + 5]
        return found

    return translate


def run(reply: str) -> tuple[list[Statement], list[str], Citations]:
    citations, problems = Citations(speakers_of), list[str]()
    writing = Writing([FIRST, SECOND], "en", citations, check, says(None), problems)
    events = writing.generate(ScriptedLLM([reply]), "q?")
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
    events = list(Writing([FIRST], "en", Citations(speakers_of), check, says(None), []).generate(llm, "q?"))
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


def test_links_hidden_in_links_never_leave_a_line() -> None:
    draft = parse_line("Sales grew. [![a](b)](//evil.example/p.png) [2]")
    assert draft is not None
    assert "](" not in draft.text
    assert "evil" not in draft.text


def test_a_figure_in_brackets_is_no_citation() -> None:
    draft = parse_line("Net loss was (12) million. [1]")
    assert draft is not None
    assert (draft.text, draft.numbers) == ("Net loss was (12) million.", (1,))


@given(st.text())
def test_any_line_can_be_read(line: str) -> None:
    draft = parse_line(line)
    assert draft is None or draft.text.strip() == draft.text


def test_a_citation_in_another_language_has_its_translation_beside_it() -> None:
    citations = Citations(speakers_of)
    writing = Writing([FIRST], "en", citations, check, says("Cloud revenue was $1.2 billion, up 18%."), [])
    list(writing.generate(ScriptedLLM(["Cloud revenue grew 18%. [1]"]), "q?"))
    assert [c.translation for c in citations.listed] == ["Cloud revenue was $1.2 billion, up 18%."]


def test_a_translation_with_another_number_is_not_shown_beside_the_quote() -> None:
    citations = Citations(speakers_of)
    writing = Writing([FIRST], "en", citations, check, says("Cloud revenue was $12 billion, up 18%."), [])
    list(writing.generate(ScriptedLLM(["Cloud revenue grew 18%. [1]"]), "q?"))
    assert [c.translation for c in citations.listed] == [None]


@pytest.mark.parametrize("embedded", [True, False])
def test_the_grammar_names_every_excerpt_and_the_word_for_none(embedded: bool) -> None:
    form = grammar(12, embedded=embedded)
    assert "NOT_FOUND" in form
    assert "12" in form
    assert "13" not in form


def test_the_best_are_chosen_in_reading_order() -> None:
    weak = evidence("大家好。", start=500, score=0.1)
    chosen = choose([SECOND, FIRST, weak], most=3, share=0.5)
    assert [e.text for e in chosen] == [FIRST.text, SECOND.text]
    assert all(s.proof is Proof.QUOTE for s in quotes(chosen, "zh", Citations(speakers_of)))
    assert choose([], most=3, share=0.5) == []


def test_a_quote_of_several_sentences_is_translated_sentence_by_sentence() -> None:
    both = evidence("云业务营收为 12 亿美元。同比增长 18%。", LIN, start=7)
    translate = says("Cloud revenue was $1.2 billion.", "It grew 18% year over year.")
    citations = Citations(speakers_of)
    statements = [e for e in translated([both], "en", citations, translate, check, []) if isinstance(e, Statement)]
    assert [(s.text, s.proof) for s in statements] == [
        ("Cloud revenue was $1.2 billion. It grew 18% year over year.", Proof.TRANSLATED)
    ]
    assert [(c.quote, c.translation) for c in citations.listed] == [(both.text, statements[0].text)]


def test_the_sentence_of_a_quote_whose_translation_fails_is_given_as_it_stands() -> None:
    both = evidence("云业务营收为 12 亿美元。同比增长 18%。", LIN, start=7)
    problems: list[str] = []
    citations = Citations(speakers_of)
    translate = says("Cloud revenue was $1.2 billion.", "It grew 81% year over year.")
    statements = [
        e for e in translated([both], "en", citations, translate, check, problems) if isinstance(e, Statement)
    ]
    assert [(s.text, s.proof) for s in statements] == [
        ("Cloud revenue was $1.2 billion.", Proof.TRANSLATED),
        ("同比增长 18%。", Proof.QUOTE),
    ]
    assert problems == [statements[1].reason]
    assert [(c.quote, c.translation) for c in citations.listed] == [(both.text, None)]
    assert all(s.citations[0].n == 1 for s in statements)


def test_sentences_of_another_language_are_translated_and_checked() -> None:
    citations, problems = Citations(speakers_of), list[str]()
    translate = says("Cloud revenue was $1.2 billion, up 18%.", "Full-year capex is $30 million to $35 million.")
    events = list(translated([FIRST, SECOND], "en", citations, translate, check, problems))
    statements = [event for event in events if isinstance(event, Statement)]
    assert [(s.proof, s.text) for s in statements] == [
        (Proof.TRANSLATED, "Cloud revenue was $1.2 billion, up 18%."),
        (Proof.QUOTE, SECOND.text),
    ]
    assert [c.quote for c in citations.listed] == [FIRST.text, SECOND.text]
    assert [c.translation for c in citations.listed] == ["Cloud revenue was $1.2 billion, up 18%.", None]
    assert statements[1].reason in problems
    assert isinstance(events[0], Token)


def test_a_reader_who_leaves_stops_the_translation() -> None:
    closed = []

    def translate(_: Evidence) -> Generator[str, None, str | None]:
        try:
            yield "Cloud"
            yield " revenue"
        finally:
            closed.append(True)
        return None

    events = translated([FIRST], "en", Citations(speakers_of), translate, check, [])
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert closed == [True]


def test_a_citation_from_a_document_with_pages_names_the_page() -> None:
    citations = Citations(speakers_of, lambda transcript, offset: 3 if (transcript, offset) == ("t", 100) else 1)
    assert (citations.cite(SECOND).page, citations.cite(FIRST).page) == (3, 1)
    assert Citations(speakers_of).cite(FIRST).page is None


def test_a_translation_that_comes_later_goes_beside_the_quote() -> None:
    citations = Citations(speakers_of)
    assert citations.cite(FIRST).translation is None
    assert citations.cite(FIRST, "Cloud revenue was $1.2 billion.").n == 1
    assert [c.translation for c in citations.listed] == ["Cloud revenue was $1.2 billion."]
    assert citations.cite(FIRST).translation == "Cloud revenue was $1.2 billion."


def test_who_asked_is_said_with_the_firm() -> None:
    question = evidence("能否谈谈库存?", LIN)
    statement = who_asked(question, "Orion Securities", "zh", Citations(speakers_of))
    assert "Orion Securities" in statement.text
    assert LIN.name in statement.text
    assert statement.citations[0].quote == question.text


def test_where_there_are_several_calls_each_statement_names_its_own() -> None:
    citations = Citations(speakers_of, label_of=lambda transcript: {"t": "Starsea Q4 2025"}[transcript])
    (statement,) = quotes([FIRST], "zh", citations)
    assert statement.line("en").startswith(f"{LIN.aliases[0]} ({LIN.name}), CEO (Starsea Q4 2025): “")
    assert citation_record(citations.listed[0])["call"] == "Starsea Q4 2025"
    assert "Starsea Q4 2025" in citation_line(citations.listed[0], "en")
    (alone,) = quotes([FIRST], "zh", Citations(speakers_of))
    assert "Q4 2025" not in alone.line("en")
    assert "call" not in citation_record(alone.citations[0])


def test_a_quote_without_a_translation_gives_its_figures_in_the_answers_language() -> None:
    (statement,) = quotes([FIRST], "en", Citations(speakers_of))
    assert (statement.text, statement.figures) == (FIRST.text, ("$1.2 billion",))
    assert f"“{FIRST.text}” ($1.2 billion) [1]" in statement.line("en")
    (statement,) = quotes([FIRST], "zh", Citations(speakers_of))
    assert statement.figures == ()
    failed = translated([FIRST], "en", Citations(speakers_of), says("It was $12 billion."), check, [])
    assert [(e.proof, e.figures) for e in failed if isinstance(e, Statement)] == [(Proof.QUOTE, ("$1.2 billion",))]
