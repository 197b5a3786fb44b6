"""The baseline with real LlamaIndex and Chroma, and models that need no weights."""

from __future__ import annotations

from typing import Any

import pytest
from llama_index.core.base.llms.types import CompletionResponse, CompletionResponseGen, LLMMetadata
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import CustomLLM

from eval.baselines import LlamaIndexBaseline
from eval.cases import Case
from eval.records import parse_record
from eval.runner import run
from index.errors import SettingsError

TOPICS = ("revenue", "margin", "satellite", "dividend", "robot")
SOURCES = {
    id: "\n\n".join(
        f"About {topic} in {id}. " + f"The {topic} of {id} was discussed at length. " * 60 for topic in TOPICS
    )
    for id in ("first", "second")
}


class TopicEmbedding(BaseEmbedding):
    """Counts topic words, so that nearness is known."""

    def _get_text_embedding(self, text: str) -> list[float]:
        counts = [0.01 + text.lower().count(topic) for topic in TOPICS]
        length = sum(c * c for c in counts) ** 0.5
        return [c / length for c in counts]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class FixedLLM(CustomLLM):
    """Says one thing, in pieces."""

    reply: str

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="fixed", context_window=8192)

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        raise AssertionError("the baseline streams")

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        def pieces() -> CompletionResponseGen:
            text = ""
            for word in self.reply.split(" "):
                delta = word if not text else f" {word}"
                text += delta
                yield CompletionResponse(text=text, delta=delta)

        return pieces()


def baseline(reply: str = "The robots were discussed [1]. So were others [2].") -> LlamaIndexBaseline:
    return LlamaIndexBaseline(SOURCES, TopicEmbedding(model_name="topics"), FixedLLM(reply=reply))


def case(**changes: Any) -> Case:
    return Case(**{"id": "a", "question": "What about the robot?", "answerable": True, "gold": ("x",)} | changes)


def test_an_answer_becomes_a_record_with_offsets() -> None:
    record = parse_record(baseline().ask(case()))
    assert (record.status, record.id) == ("answered", "a")
    assert [s.citations for s in record.statements] == [(1,), (2,)]
    assert [c.n for c in record.citations] == [1, 2]
    for found in (*record.citations, *record.passages):
        assert found.transcript_id is not None and found.start is not None
        text = found.quote if hasattr(found, "quote") else found.text
        assert SOURCES[found.transcript_id][found.start : found.end] == text
    assert "robot" in record.passages[0].text
    assert [p.rank for p in record.passages] == list(range(1, len(record.passages) + 1))
    assert len(record.passages) > 2
    timings = record.timings
    assert timings.retrieve is not None and timings.first_token is not None and timings.total is not None
    assert 0 < timings.retrieve <= timings.first_token <= timings.total


def test_only_cited_sources_are_citations() -> None:
    record = parse_record(baseline("Only one [2]. And one that is not there [9].").ask(case()))
    assert [c.n for c in record.citations] == [2]
    assert record.cited(record.statements[1]) == ()


def test_a_usual_phrase_is_a_refusal() -> None:
    assert baseline("The sources do not mention this.").ask(case())["status"] == "not_found"


def test_a_question_about_one_transcript_searches_that_one() -> None:
    found = baseline().search(case(transcript="second"), 10)
    assert found
    assert {passage["transcript_id"] for passage in found} == {"second"}


def test_without_a_language_model_it_only_searches() -> None:
    searching = LlamaIndexBaseline(SOURCES, TopicEmbedding(model_name="topics"), None)
    assert searching.settings["llm"] == "none"
    (record,) = run(searching, [case()], retrieval_only=True)
    assert record.passages
    with pytest.raises(SettingsError, match="no language model"):
        run(searching, [case()])


def test_two_baselines_in_one_process_do_not_mix() -> None:
    other = LlamaIndexBaseline({"third": "Nothing but robot talk."}, TopicEmbedding(model_name="topics"), None)
    assert {p["transcript_id"] for p in other.search(case(), 10)} == {"third"}
    assert {p["transcript_id"] for p in baseline().search(case(), 10)} == set(SOURCES)
