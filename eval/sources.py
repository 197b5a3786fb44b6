"""The assistant as a source of answers: the one module that knows its Python interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from eval.cases import Case
from eval.metrics.citations import NumberCheck
from index.errors import SettingsError

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM

    from assistant import Assistant
    from assistant.settings import Settings

SHIPPED_QUESTIONS = Path(__file__).with_name("questions")

_LLM_MODES = ("auto", "none", "local", "endpoint")


@runtime_checkable
class _InLlamaIndex(Protocol):
    """An embedding model that LlamaIndex can use as well."""

    def as_llama_index(self) -> BaseEmbedding:
        """It as LlamaIndex's own type."""


class AssistantSource:
    """Asks an open `Assistant`.

    `case.transcript` restricts the question to that call; `case.speaker` is what the answer is judged by and is not
    told. Searching alone never uses a language model, so its settings name none.
    """

    name = "turncite"

    def __init__(self, assistant: Assistant, *, retrieval_only: bool = False) -> None:
        self._assistant = assistant
        self._retrieval_only = retrieval_only

    @property
    def settings(self) -> Mapping[str, str]:
        """Version, models and sizes, and the calls of the library."""
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - loaded when needed

        try:
            release = version("turncite")
        except PackageNotFoundError:
            release = "source"
        settings, llm, embedder = self._assistant.settings, self._assistant.llm, self._assistant.library.embedder
        return {
            "version": release,
            "llm": "none" if llm is None or self._retrieval_only else llm.name,
            "embedding": f"{embedder.name} ({embedder.revision})",
            "passages": f"{settings.passage_zh_chars} zh characters, {settings.passage_en_words} en words",
            "answer_language": settings.answer_language,
            "transcripts": ", ".join(sorted(self.sources())),
        }

    def ask(self, case: Case) -> dict[str, Any]:
        """The answer's record."""
        from assistant.records import to_record  # noqa: PLC0415 - loaded when needed

        return to_record(self._assistant.ask(case.question, transcript=case.transcript), id=case.id)

    def search(self, case: Case, k: int) -> list[dict[str, Any]]:
        """The passages of a search without a language model."""
        from assistant.records import passage_records  # noqa: PLC0415 - loaded when needed

        return passage_records(self._assistant.search(case.question, k, transcript=case.transcript))

    def sources(self) -> Mapping[str, str]:
        """Source text of every call of the library by id."""
        library = self._assistant.library
        return {info.id: library.transcript(info.id).source for info in library.transcripts()}

    def people(self) -> Mapping[str, frozenset[str]]:
        """For each name of a speaker, all names of everybody so called."""
        library = self._assistant.library
        found: dict[str, set[str]] = {}
        for info in library.transcripts():
            for speaker in library.transcript(info.id).speakers:
                names = {speaker.name, *speaker.aliases}
                for name in names:
                    found.setdefault(name, set()).update(names)
        return {name: frozenset(names) for name, names in found.items()}


@contextmanager
def open_source(
    *, llm: str | None = None, retrieval_only: bool = False, shipped: bool = False
) -> Iterator[tuple[AssistantSource, Assistant]]:
    """The assistant as configured, as a source.

    `llm` is "none", "local", "endpoint", "auto", or the name or path of a model. With `shipped` a library of its own
    (below the configured home) holds the shipped transcripts and nothing else, so that figures can be repeated.
    """
    from assistant import Assistant  # noqa: PLC0415 - pulls in the index

    settings = _settings("none" if retrieval_only else llm, shipped)
    with Assistant.open(settings) as assistant:
        if shipped:
            assistant.ingest(shipped_transcripts())
        else:
            assistant.ensure_not_empty()
        yield AssistantSource(assistant, retrieval_only=retrieval_only), assistant


def shipped_questions() -> list[Path]:
    """The shipped question sets."""
    return sorted(SHIPPED_QUESTIONS.glob("*.jsonl"))


def shipped_transcripts() -> list[Path]:
    """The transcripts that the shipped question sets ask about."""
    from assistant.factory import shipped_transcripts as seeds  # noqa: PLC0415 - loaded when needed

    return [*sorted(seeds()), *sorted(SHIPPED_QUESTIONS.glob("data/*.txt"))]


def shipped_scopes(assistant: Assistant) -> dict[str, str]:
    """Which call each shipped set asks about: the beginning of the set's name -> transcript id.

    Sets on a transcript of `questions/data` bear its name; all others ask about the shipped transcript.
    """
    names = {path.name for path in SHIPPED_QUESTIONS.glob("data/*.txt")}
    scopes: dict[str, str] = {}
    for info in assistant.library.transcripts():
        name = Path(info.path).name
        scopes[name.removesuffix(".txt") if name in names else ""] = info.id
    return scopes


def llamaindex_models(assistant: Assistant) -> tuple[BaseEmbedding, LLM | None]:
    """The assistant's embedding model and language model (None without one) as LlamaIndex's own types."""
    embedder, llm = assistant.library.embedder, assistant.llm
    if not isinstance(embedder, _InLlamaIndex):
        raise SettingsError(
            f"The embedding model {embedder.name} cannot be used by LlamaIndex.", "Leave out --baseline."
        )
    return embedder.as_llama_index(), None if llm is None else llm.as_llama_index()


def number_check(assistant: Assistant) -> NumberCheck:
    """The assistant's own check of a statement's numbers, told each call's fiscal period and date."""
    from assistant.numbers import check_numbers  # noqa: PLC0415 - needed for answers only

    calls = {info.id: assistant.library.transcript(info.id).metadata for info in assistant.library.transcripts()}

    def check(statement: str, evidence: str, transcript_id: str | None) -> list[str]:
        call = calls.get(transcript_id or "")
        period = (None, None) if call is None else (call.fiscal_year, call.fiscal_quarter)
        date = None if call is None else call.date
        problems = check_numbers(statement, evidence, context_period=period, context_date=date)
        return [problem.reason for problem in problems]

    return check


def _settings(llm: str | None, shipped: bool) -> Settings:
    from assistant.settings import load_settings  # noqa: PLC0415 - loaded when needed

    model = {"llm": llm} if llm in _LLM_MODES else {"llm_model": llm}
    settings = load_settings(**model)
    return settings.model_copy(update={"home": settings.home / "eval-shipped"}) if shipped else settings
