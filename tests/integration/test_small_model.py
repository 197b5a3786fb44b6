"""A small model judges and translates; what it says is checked, and what it cannot do is left to the quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from assistant import Assistant, Done, Proof, Statement, Token
from assistant.llm import ScriptedLLM
from assistant.llm.base import Completion
from index.embedding import HashEmbedder
from index.errors import LLMError
from prompts import Message

CALL = """会议主持人:大家好,欢迎参加星海公司 2025 年第四季度财务业绩电话会议。
林梅(Mei Lin)(星海首席执行官):Nimbus 云业务营收为 12 亿美元,同比增长 18%。我们会继续投入。
保罗・罗斯(Paul Roth)(星海首席财务官):毛利率为 41%。Nimbus 的利润率为 30%。
会议主持人:现在开放问答环节。
陈安(An Chen)(高盛分析师):Nimbus 的订单积压有多少?
林梅(Mei Lin)(星海首席执行官):订单积压为 40 亿美元。
"""
TRANSLATIONS = {
    "云业务营收": "Nimbus cloud revenue was $1.2 billion, up 18% year over year.",
    "订单积压为": "The order backlog is $4 billion.",
    "订单积压有多少": "How large is the order backlog of Nimbus?",
    "毛利率为": "Gross margin was 14%.",
    "利润率为 30%": "The margin of Nimbus is 30%.",
}


def model(yes: Callable[[str], bool], question: str = "Nimbus 云业务营收是多少?", name: str = "small") -> ScriptedLLM:
    """Judges by `yes`, and translates the call's sentences, one of them wrongly."""

    def reply(messages: Sequence[Message]) -> Completion | str:
        system, asked = messages[0].content, messages[-1].content
        if system.startswith("You check evidence"):
            sure = yes(asked.split("Sentence:")[1])
            return Completion(
                "yes" if sure else "no", "stop", first={"yes": -0.05 if sure else -9.0, "no": -3.0 if sure else -0.01}
            )
        if system.startswith("You translate questions"):
            return question
        sentence = asked.split("Sentence:")[1]
        return next(text for words, text in TRANSLATIONS.items() if words in sentence)

    return ScriptedLLM(reply, name=name)


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[..., list[object]]]:
    file = tmp_path / "call.txt"
    file.write_text(CALL, encoding="utf-8")
    opened: list[Assistant] = []

    def events(llm: ScriptedLLM, question: str, compose: str = "quote") -> list[object]:
        assistant = Assistant.open(home=tmp_path / "home", model=llm, embedder=HashEmbedder(), compose=compose)
        opened.append(assistant)
        assistant.ingest([file])
        return list(assistant.stream(question))

    yield events
    for assistant in opened:
        assistant.close()


def answer_of(events: list[object]):  # type: ignore[no-untyped-def]
    done = events[-1]
    assert isinstance(done, Done)
    return done.answer


def test_an_english_question_is_answered_by_translated_quotes(ask: Callable[..., list[object]]) -> None:
    events = ask(model(lambda sentence: "营收" in sentence), "How much was Nimbus cloud revenue?")
    answer = answer_of(events)
    assert answer.status == "answered"
    (statement,) = answer.statements
    assert (statement.proof, statement.text) == (Proof.TRANSLATED, TRANSLATIONS["云业务营收"])
    assert answer.citations[0].quote == "Nimbus 云业务营收为 12 亿美元,同比增长 18%。"
    assert answer.citations[0].translation == statement.text
    kinds = [type(event) for event in events]
    assert kinds.index(Token) < kinds.index(Statement)
    assert "small" in answer.models


def test_a_wrong_translation_gives_way_to_the_quote(ask: Callable[..., list[object]]) -> None:
    llm = model(lambda sentence: "毛利率" in sentence, "毛利率是多少?")
    answer = answer_of(ask(llm, "What was gross margin?"))
    (statement,) = answer.statements
    assert (statement.proof, statement.text) == (Proof.QUOTE, "毛利率为 41%。")
    assert statement.reason
    assert answer.problems


def test_what_no_sentence_answers_is_refused(ask: Callable[..., list[object]]) -> None:
    answer = answer_of(ask(model(lambda _: False), "How much was Nimbus cloud revenue?"))
    assert answer.status == "not_found"
    assert answer.statements == ()
    assert answer.passages


def test_who_asked_is_answered_from_the_pairing(ask: Callable[..., list[object]]) -> None:
    llm = model(lambda sentence: "积压有多少" in sentence, "谁问了订单积压?")
    answer = answer_of(ask(llm, "Who asked about the order backlog?"))
    first, second = answer.statements
    assert "An Chen" in first.text
    assert first.citations[0].quote == "Nimbus 的订单积压有多少?"
    assert second.text == TRANSLATIONS["订单积压有多少"]


def test_a_writing_model_is_introduced_by_who_asked_too(ask: Callable[..., list[object]]) -> None:
    answer = answer_of(ask(ScriptedLLM(["谁问了。[1]\n"]), "谁问了 Nimbus 的订单积压?", "write"))
    first, second = answer.statements
    assert "陈安" in first.text
    assert "高盛" in first.text
    assert second.citations[0].speaker == "陈安"
    refused = answer_of(ask(ScriptedLLM(["NOT_FOUND"]), "谁问了 Nimbus 的订单积压?", "write"))
    assert refused.status == "not_found"


def test_a_writing_model_reads_all_sides_of_a_comparison(ask: Callable[..., list[object]]) -> None:
    llm = ScriptedLLM(["NOT_FOUND"])
    ask(llm, "比较林梅和保罗・罗斯对 Nimbus 的说法", "write")
    shown = llm.calls[-1].messages[-1].content
    assert "林梅" in shown.split("问题")[0]
    assert "保罗・罗斯" in shown.split("问题")[0]


def test_people_who_are_compared_stand_side_by_side(ask: Callable[..., list[object]]) -> None:
    llm = model(lambda sentence: "Nimbus" in sentence, "比较林梅和保罗・罗斯对 Nimbus 的说法")
    answer = answer_of(ask(llm, "Compare what Paul Roth and Mei Lin said about Nimbus"))
    assert [citation.speaker for citation in answer.citations][:1] == ["保罗・罗斯"]
    assert {citation.speaker for citation in answer.citations} == {"保罗・罗斯", "林梅"}


def test_a_false_premise_is_refused_with_the_words_against_it(ask: Callable[..., list[object]]) -> None:
    llm = model(lambda sentence: "营收" in sentence)
    answer = answer_of(ask(llm, "Why did Nimbus cloud revenue fall?"))
    assert answer.status == "not_found"
    assert [citation.quote for citation in answer.citations] == ["Nimbus 云业务营收为 12 亿美元,同比增长 18%。"]
    assert "otherwise" in answer.text


def test_a_model_that_breaks_off_leaves_quotes_and_a_note(ask: Callable[..., list[object]]) -> None:
    def reply(messages: Sequence[Message]) -> str | LLMError:
        return LLMError("The model is gone.")

    answer = answer_of(ask(ScriptedLLM(reply), "How much was Nimbus cloud revenue?"))
    assert answer.status == "answered"
    assert all(statement.proof is Proof.QUOTE for statement in answer.statements)
    assert any("The model is gone." in problem for problem in answer.problems)


def test_a_question_in_traditional_characters_is_answered_alike(ask: Callable[..., list[object]]) -> None:
    llm = model(lambda sentence: "营收" in sentence)
    simplified = answer_of(ask(llm, "Nimbus 云业务的营收是多少?"))
    traditional = answer_of(ask(llm, "Nimbus 雲業務的營收是多少?"))
    assert [c.quote for c in simplified.citations] == [c.quote for c in traditional.citations]
    assert simplified.statements[0].proof is Proof.QUOTE
