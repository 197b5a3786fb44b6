"""`Assistant`: the Python interface to everything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from assistant.engine import Engine
from assistant.models import Answer, Done, Event
from assistant.records import to_record
from assistant.replies import ReplyCache
from assistant.request import Options, Request
from assistant.settings import Settings, load_settings
from assistant.translation import Translator
from assistant.understand import Exchange, check_question, scope
from index.embedding.base import Embedder
from index.library import IngestEvent, IngestReport, Library
from index.models import Hit, Language, Metadata
from index.store.engines import EngineName

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.retrievers import BaseRetriever

    from assistant.analysis.compare import Comparison
    from assistant.analysis.guidance import Statement
    from assistant.analysis.mentions import Mentions
    from assistant.analysis.questions import Question
    from assistant.choosing import Call, Choice
    from assistant.llm import ChatModel


class Assistant:
    """Answers questions from a library of calls and proves each answer.

    Open one with `Assistant.open()`; it is safe to use from several threads. Models load at first use.
    """

    def __init__(self, settings: Settings, library: Library, llm: ChatModel | None) -> None:
        self.settings = settings
        self.library = library
        self.llm = llm
        cache = ReplyCache(settings.home / "translations.sqlite")
        writes = {"auto": None, "write": True, "quote": False}[settings.compose]
        self.engine = Engine(library, llm, None if llm is None else Translator(llm, cache), Options(writes=writes))

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        model: ChatModel | None = None,
        **arguments: Any,
    ) -> Self:
        """Open the library with settings from arguments > `TURNCITE_*` environment > `turncite.toml` > defaults.

        `arguments` are fields of `Settings` (`home=`, `llm_url=`, ...). `embedder` and `model` replace the configured
        models. SettingsError, StoreError or ModelError where something cannot be opened.
        """
        from assistant.factory import open_library, open_model  # noqa: PLC0415 - heavy parts load late

        settings = settings or load_settings(**arguments)
        library = open_library(settings, embedder)
        return cls(settings, library, model if model is not None else open_model(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the models and close the library."""
        if self.llm is not None:
            self.llm.close()
        self.library.close()

    def warm_up(self) -> None:
        """Load the models now instead of at the first question; ModelError where one cannot be loaded."""
        self.library.embedder.warm_up()
        if self.llm is not None:
            self.llm.warm_up()
            self.engine.prime()

    def ensure_not_empty(self) -> bool:
        """Add the shipped transcript where nothing was ever added to this library; whether it was added now."""
        from assistant.factory import shipped_transcripts  # noqa: PLC0415 - loaded when needed

        if self.library.generation > 0:
            return False
        return bool(self.library.ingest(shipped_transcripts()).added)

    def request(
        self,
        question: str,
        *,
        speaker: str | None = None,
        transcript: str | Sequence[str] | None = None,
        section: str | None = None,
        kind: str | None = None,
        period: str | None = None,
        history: Sequence[str] | None = None,
        language: Language | None = None,
    ) -> Request:
        """The arguments of `ask` as a checked request; InputError says which one cannot be used."""
        check_question(question)
        transcripts = self._ids(transcript)
        configured = None if self.settings.answer_language == "auto" else self.settings.answer_language
        return Request(
            question=question,
            where=replace(scope(None, section, kind, period), transcripts=transcripts),
            speaker=speaker,
            history=tuple(Exchange(earlier) for earlier in history or ()),
            answer_language=language or configured,
        )

    def _ids(self, transcript: str | Sequence[str] | None) -> tuple[str, ...]:
        """Whole ids for ids or beginnings of ids; UnknownTranscript where there is none."""
        given = () if transcript is None else (transcript,) if isinstance(transcript, str) else tuple(transcript)
        return tuple(dict.fromkeys(self.library.resolve(one) for one in given))

    def choose(
        self,
        question: str,
        *,
        transcript: str | Sequence[str] | None = None,
        period: str | None = None,
        language: Language | None = None,
    ) -> Choice:
        """Which calls a question means by company, ticker, period and speaker, with sentences that say so.

        `transcript` and `period` restrict as in `ask`; `language` is that of the sentences (default the question's).
        """
        from assistant.choosing import choose  # noqa: PLC0415 - loaded when needed

        where = replace(scope(period=period), transcripts=self._ids(transcript))
        return choose(check_question(question), self.calls(), where, language=language)

    def calls(self) -> list[Call]:
        """Every call of the library with what it says of itself and who speaks."""
        return list(self.engine.directory.calls)

    def _calls_of(self, transcripts: Sequence[str], company: str | None) -> tuple[str, ...]:
        """The ids of these calls, or of a company's, oldest first; all where neither is given."""
        from assistant.choosing import company_calls  # noqa: PLC0415 - loaded when needed

        if transcripts:
            return self._ids(transcripts)
        if company:
            return tuple(call.id for call in company_calls(company, self.calls()))
        return tuple(call.id for call in sorted(self.calls(), key=lambda call: call.order))

    def compare(
        self,
        topic: str,
        transcripts: Sequence[str] = (),
        *,
        company: str | None = None,
        last: int | None = None,
        quotes: int = 4,
    ) -> Comparison:
        """One topic over calls in time order: quotes, what is new, dropped or reworded, numbers side by side.

        `transcripts` are ids or beginnings of ids; without them all calls of `company`, or of the library, of which
        `last` keeps the newest. The topic may be in another language than the calls. InputError for fewer than two calls.
        """
        from assistant.analysis.compare import compare  # noqa: PLC0415 - loaded when needed

        calls = self._calls_of(transcripts, company)
        return compare(self.library, topic, calls[-last:] if last else calls, most=quotes)

    def mentions(
        self, term: str, transcripts: Sequence[str] = (), *, company: str | None = None, exact: bool = False
    ) -> Mentions:
        """Every mention of a term in all its forms in both languages (`exact`: itself only), with counts."""
        from assistant.analysis.mentions import find_mentions  # noqa: PLC0415 - loaded when needed

        within = self._calls_of(transcripts, company) if transcripts or company else ()
        return find_mentions(self.library, check_question(term), exact=exact, transcripts=within)

    def guidance(
        self, transcripts: Sequence[str] = (), *, company: str | None = None, plans: bool = True
    ) -> list[Statement]:
        """Every statement of guidance in executives' words, oldest call first; without `plans` only the stronger ones."""
        from assistant.analysis.guidance import find_guidance  # noqa: PLC0415 - loaded when needed

        calls = map(self.library.transcript, self._calls_of(transcripts, company))
        return [statement for call in calls for statement in find_guidance(call, plans=plans)]

    def qa(self, transcript: str) -> list[Question]:
        """The questions of a call: analyst, firm, parts, who answered, and the passage that addresses each part."""
        from assistant.analysis.questions import question_analysis  # noqa: PLC0415 - loaded when needed

        return question_analysis(self.library, self.library.resolve(transcript))

    def stream(self, question: str, **arguments: Any) -> Iterator[Event]:
        """Events of one answer: Retrieved, then Tokens and Statements, Done last. Arguments as for `ask`.

        Closing the iterator stops the model.
        """
        return self.engine.run(self.request(question, **arguments))

    def ask(
        self,
        question: str,
        *,
        speaker: str | None = None,
        transcript: str | Sequence[str] | None = None,
        section: str | None = None,
        kind: str | None = None,
        period: str | None = None,
        history: Sequence[str] | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question.

        `speaker` is a name, alias or title ("Jassy", "CFO"); `transcript` an id or a unique beginning of one, or
        several; `section` is "article", "prepared" or "qa"; `kind` "executive", "analyst" or "operator"; `period` as listed
        ("Q4 2025"); `history` the earlier questions of the conversation, oldest first; `language` the answer's
        ("en", "zh"; default the question's). InputError for an argument that cannot be used.
        """
        events = self.stream(
            question,
            speaker=speaker,
            transcript=transcript,
            section=section,
            kind=kind,
            period=period,
            history=history,
            language=language,
        )
        for event in events:
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("the engine ended without an answer")  # cannot happen: Done is always last

    async def aask(self, question: str, **arguments: Any) -> Answer:
        """`ask` in a worker thread."""
        return await asyncio.to_thread(self.ask, question, **arguments)

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        speaker: str | None = None,
        transcript: str | Sequence[str] | None = None,
        section: str | None = None,
        kind: str | None = None,
        period: str | None = None,
    ) -> list[Hit]:
        """The best `k` passages, without a language model. Arguments as for `ask`."""
        request = self.request(query, speaker=speaker, transcript=transcript, section=section, kind=kind, period=period)
        return self.engine.search(request, k)

    def ingest(
        self,
        paths: Sequence[str | Path],
        overrides: Metadata | None = None,
        *,
        progress: Callable[[IngestEvent], None] | None = None,
        workers: int | None = None,
        engine: EngineName | None = None,
    ) -> IngestReport:
        """Add files and folders to the library; the report says what became of each file.

        `engine` ("auto", "single", "processes", "ray") and `workers` say how reading and embedding are split; default
        the settings. With "auto", many files are shared by as many processes as there are cores, up to four.
        """
        split = self.settings.split
        split = replace(split, engine=engine or split.engine, workers=workers or split.workers)
        return self.library.ingest([Path(path) for path in paths], overrides, progress, split)

    def save_case(
        self, answer: Answer, expected: str | None, *, gold: Sequence[str] | None = None, path: Path | None = None
    ) -> Path:
        """Save a rated answer as an evaluation question, so that a complaint becomes a test.

        `expected` is what a right answer must contain, or None where it should have been refused; `gold` are verbatim
        quotes that prove it, where the answer cites the wrong place. The file is `path`
        or `cases.jsonl` in the library's folder; it is returned. InputError for a case that could not be evaluated.
        """
        from eval.saving import save_case  # noqa: PLC0415 - only this needs the evaluation

        path = path or self.settings.home / "cases.jsonl"
        save_case(path, to_record(answer), expected, gold=gold)
        return path

    def as_query_engine(self) -> BaseQueryEngine:
        """A LlamaIndex query engine over `ask`, for routers, agents and evaluators."""
        from assistant.query_engine import TurnCiteQueryEngine  # noqa: PLC0415 - loaded when needed

        return TurnCiteQueryEngine(self)

    def as_retriever(self, k: int = 10) -> BaseRetriever:
        """A LlamaIndex retriever over `search`."""
        from index.retriever import LibraryRetriever  # noqa: PLC0415 - loaded when needed

        return LibraryRetriever(self.library, k=k)
