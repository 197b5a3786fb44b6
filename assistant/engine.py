"""One question from its words to a proven answer, as a stream of events.

understand -> expand -> retrieve -> select -> (refuse | compose -> verify) -> answer
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from assistant import compose, evidence, premises, refuse, support
from assistant.evidence import Evidence
from assistant.expand import Expander, Expansion
from assistant.glossary import name_pairs
from assistant.llm import ChatModel
from assistant.models import Answer, Done, Event, Proof, Retrieved, Statement, Timings, Token
from assistant.phrases import phrase
from assistant.topics import Topic, topics
from assistant.understand import Exchange, Reading, read
from assistant.verify import Moment, Names, TranslateTerm, Verdict, latin_words, verify
from index import people
from index.errors import InputError, LLMError
from index.language import detect
from index.library import Library
from index.models import Hit, Kind, Language, SearchFilter, Speaker, Transcript

_LIST = "`turncite list` shows what it holds."
PREMISE_SENTENCES = 6
"""How many of the best sentences may support what a question takes for granted."""


@dataclass(frozen=True, slots=True)
class Options:
    """How much is searched, read and shown; the two of quotes were chosen on the development half of the shipped sets."""

    hits: int = 10
    read_hits: int = 8
    excerpts: int = 8
    most_quotes: int = 4
    quote_share: float = 0.72


@dataclass(frozen=True, slots=True)
class Request:
    """One question as it comes in; `answer_language` None means the question's own."""

    question: str
    where: SearchFilter = field(default_factory=SearchFilter)
    speaker: str | None = None
    history: tuple[Exchange, ...] = ()
    answer_language: Language | None = None


class Calls:
    """What the engine needs to know of the calls in scope at one generation of the library."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self.transcripts = tuple(transcripts)

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody who speaks in any of the calls."""
        return tuple(dict.fromkeys(s for t in self.transcripts for s in t.speakers))

    @cached_property
    def source(self) -> str:
        """The text of all calls."""
        return "\n".join(t.source for t in self.transcripts)

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the calls."""
        return tuple(dict.fromkeys(t.language for t in self.transcripts))

    @cached_property
    def names(self) -> Names:
        """All name pairs, speakers and companies."""
        pairs: dict[str, str] = {}
        for transcript in self.transcripts:
            pairs |= name_pairs(transcript.source)
        for speaker in self.speakers:
            forms = (speaker.name, *speaker.aliases)
            latin, chinese = [f for f in forms if f.isascii()], [f for f in forms if detect(f) == "zh"]
            for form in latin:
                if chinese:
                    pairs.setdefault(form.lower(), max(chinese, key=len) if " " in form else min(chinese, key=len))
        companies = {
            t.id: tuple(f for f in (t.metadata.company, *t.metadata.company_aliases) if f) for t in self.transcripts
        }
        return Names(pairs, self.speakers, companies, latin_words(self.source))

    @cached_property
    def moments(self) -> dict[str, Moment]:
        """The period that each call reports, and its date, by its id."""
        return {
            t.id: Moment((t.metadata.fiscal_year, t.metadata.fiscal_quarter), t.metadata.date) for t in self.transcripts
        }

    def speaking_of(self, topic: Topic) -> tuple[str, ...]:
        """Names of those in whose turns the topic occurs."""
        found = []
        for transcript in self.transcripts:
            for speaker in transcript.speakers:
                scope = support.Scope((transcript,), SearchFilter(speakers=(speaker.name,)))
                if topic.occurs(scope.occurs):
                    found.append(speaker.name)
        return tuple(dict.fromkeys(found))


class Engine:
    """Answers questions from a library; with no language model, by verbatim quotes."""

    def __init__(
        self, library: Library, llm: ChatModel | None, expander: Expander, options: Options | None = None
    ) -> None:
        self._library = library
        self._llm = llm
        self._expander = expander
        self._words = expander.without_model()
        self._options = options or Options()
        self._calls_at = lru_cache(maxsize=8)(self._load_calls)
        self._scope_at = lru_cache(maxsize=32)(self._load_scope)

    def _load_scope(self, generation: int, where: SearchFilter) -> support.Scope:
        return support.Scope(self._calls_at(generation, where.transcripts, where.periods).transcripts, where)

    def _load_calls(self, generation: int, transcripts: tuple[str, ...], periods: tuple[str, ...]) -> Calls:
        del generation  # part of the cache's key: another generation is another library
        infos = self._library.transcripts()
        return Calls(
            [
                self._library.transcript(info.id)
                for info in infos
                if (not transcripts or info.id in transcripts) and (not periods or info.period in periods)
            ]
        )

    def calls(self, where: SearchFilter) -> Calls:
        """The calls a filter leaves in scope."""
        return self._calls_at(self._library.generation, where.transcripts, where.periods)

    def retrieve(self, reading: Reading, expansion: Expansion, k: int) -> tuple[Hit, ...]:
        """The best `k` passages; where people are compared, the best of each in turn."""
        lists = [self._library.search(expansion.variants, k=k, where=group) for group in reading.groups]
        merged: dict[str, Hit] = {}
        for place in range(k):
            for hits in lists:
                if place < len(hits):
                    merged.setdefault(hits[place].passage.id, hits[place])
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(list(merged.values())[:k], 1))

    def search(self, request: Request, k: int) -> list[Hit]:
        """Passages only, without a language model: the question and its known words in the other languages."""
        calls = self.calls(request.where)
        reading = read(request.question, calls.speakers, "", where=request.where, speaker=request.speaker)
        expansion = self._words.expand(reading.question, reading.language, calls.languages, calls.names.pairs)
        return list(self.retrieve(reading, expansion, k))

    def run(self, request: Request) -> Iterator[Event]:
        """Events in order: Retrieved, then Tokens and Statements, and Done last.

        InputError for a question that cannot be read; StoreError where the library fails. A language model that
        fails is no error: the answer falls back to quotes and says so. Closing the iterator stops the model.
        """
        started = time.perf_counter()
        calls = self.calls(request.where)
        if not calls.transcripts:
            if request.where.periods:
                raise InputError(f"No call of {', '.join(request.where.periods)} is in the library.", _LIST)
            raise InputError(phrase("empty_library", "en"))
        reading = read(
            request.question,
            calls.speakers,
            calls.source,
            where=request.where,
            speaker=request.speaker,
            history=request.history,
        )
        language = request.answer_language or reading.language
        if reading.unknown:
            yield Retrieved(())
            reasons = [phrase("unknown_person", language, name=name) for name in reading.unknown]
            yield Done(refuse.answer(reading, language, reasons, (), calls.transcripts, _timings(started)))
            return
        expansion = self._expander.expand(reading.question, reading.language, calls.languages, calls.names.pairs)
        hits = self.retrieve(reading, expansion, self._options.hits)
        retrieved_at = time.perf_counter() - started
        yield Retrieved(hits)
        yield from self._answer(reading, language, calls, expansion, hits, started, retrieved_at)

    def _answer(
        self,
        reading: Reading,
        language: Language,
        calls: Calls,
        expansion: Expansion,
        hits: tuple[Hit, ...],
        started: float,
        retrieved_at: float,
    ) -> Iterator[Event]:
        options = self._options
        problems = [expansion.problem] if expansion.problem else []
        scored = self._score(hits[: options.read_hits], expansion, reading)
        reasons = self._reasons_to_refuse(reading, language, calls, scored)
        if reasons:
            timings = _timings(started, retrieved_at)
            yield Done(refuse.answer(reading, language, reasons, hits, calls.transcripts, timings, problems))
            return
        citations = compose.Citations(calls.speakers)
        statements: list[Statement] = []
        first_token = 0.0
        for event in self._compose(reading, language, calls, scored, citations, problems):
            first_token = first_token or time.perf_counter() - started
            if isinstance(event, Statement):
                statements.append(event)
            yield event
        timings = _timings(started, retrieved_at, first_token)
        if not statements:
            reasons = [phrase("no_support", language)]
            yield Done(refuse.answer(reading, language, reasons, hits, calls.transcripts, timings, problems))
            return
        yield Done(self._finish(reading, language, statements, citations, problems, hits, timings))

    def _score(self, hits: Sequence[Hit], expansion: Expansion, reading: Reading) -> list[Evidence]:
        """The sentences of the hits, best first, by the vectors that are stored with them."""
        queries = self._library.embedder.embed_queries([variant.text for variant in expansion.variants])
        vectors = self._library.sentence_vectors([hit.passage for hit in hits])
        scored = evidence.score(hits, expansion.variants, queries, vectors)
        if reading.asks_who_asked:
            return evidence.of_best_turn(scored)
        asked_about = any(s.kind is Kind.ANALYST for s in reading.people)
        return scored if asked_about else evidence.telling_first(scored)

    def _reasons_to_refuse(
        self, reading: Reading, language: Language, calls: Calls, scored: Sequence[Evidence]
    ) -> list[str]:
        """Why the calls cannot answer; empty where they can."""
        scope = self._scope_at(self._library.generation, reading.where)
        about = topics(
            reading.question,
            reading.language,
            calls.names,
            people.mentions(reading.question, calls.speakers),
            self._term_translator(reading, calls),
        )
        verdict = support.judge(reading.question, about, scope.occurs, names_only=reading.asks_who_asked)
        if verdict.order:
            return [phrase("order", language)]
        if verdict.absent:
            return [self._absence(topic, reading, language, calls) for topic in about if topic.text in verdict.absent]
        if not scored:
            return [phrase("no_support", language)]
        taken = premises.missing_verbs(reading.question, [e.text for e in scored[:PREMISE_SENTENCES]])
        period = calls.moments[scored[0].passage.transcript_id].period
        taken += premises.missing_figures(reading.question, scope.text, period)
        return [phrase("no_premise", language, premise="”, “".join(taken))] if taken else []

    def _absence(self, topic: Topic, reading: Reading, language: Language, calls: Calls) -> str:
        """One sentence on what does not occur, and who speaks of it where the people asked about do not."""
        others = calls.speaking_of(topic) if reading.where.speakers else ()
        if not others:
            return phrase("term_absent", language, term=topic.text)
        name, other = ", ".join(reading.where.speakers), ", ".join(others[:3])
        return phrase("said_elsewhere", language, name=name, term=topic.text, other=other)

    def _compose(
        self,
        reading: Reading,
        language: Language,
        calls: Calls,
        scored: Sequence[Evidence],
        citations: compose.Citations,
        problems: list[str],
    ) -> Iterator[Token | Statement]:
        options = self._options
        written = False
        chosen = evidence.select(scored, options.excerpts)
        if self._llm is not None and self._should_write(self._llm, language, chosen):
            translator = self._term_translator(reading, calls)
            names = replace(calls.names, latin=calls.names.latin | latin_words(reading.question))

            def check(text: str, cited: Sequence[Evidence]) -> Verdict:
                moment = calls.moments[cited[0].passage.transcript_id] if cited else Moment()
                return verify(text, language, cited, names, moment, translator)

            try:
                for event in compose.generate(
                    self._llm, reading.question, chosen, language, citations, check, problems
                ):
                    written = written or isinstance(event, Statement)
                    yield event
            except LLMError as error:
                problems.append(phrase("llm_failed", language, reason=str(error)))
            else:
                return
        elif self._llm is None:
            problems.append(phrase("quotes_only", language))
        if not written:
            yield from compose.extractive(scored, citations, options.most_quotes, options.quote_share)

    @staticmethod
    def _should_write(llm: ChatModel, language: Language, chosen: Sequence[Evidence]) -> bool:
        """Whether the model's words serve the reader better than the quotes.

        The embedded model is small: in the language of the call its sentences are right less often than the quotes
        are (measured on the development half of the shipped sets), so it writes only where they must be translated.
        """
        return llm.where != "embedded" or any(e.passage.language != language for e in chosen)

    def _term_translator(self, reading: Reading, calls: Calls) -> TranslateTerm | None:
        """Looks a name up in the other language of the calls by the model; None without one."""
        if self._llm is None:
            return None
        others = [language for language in calls.languages if language != reading.language]
        if not others:
            return None

        def translate(term: str) -> str | None:
            try:
                return self._expander.translate(term, others[0], calls.names.pairs)
            except LLMError:
                return None  # the check then fails for this name, which is the safe side

        return translate

    def _finish(
        self,
        reading: Reading,
        language: Language,
        statements: Sequence[Statement],
        citations: compose.Citations,
        problems: Sequence[str],
        hits: tuple[Hit, ...],
        timings: Timings,
    ) -> Answer:
        models = [self._library.embedder.name]
        if self._llm is not None and any(s.proof is Proof.VERIFIED for s in statements):
            models.append(self._llm.name)
        return Answer(
            question=reading.question,
            status="answered",
            language=language,
            text="\n".join(statement.line(language) for statement in statements),
            statements=tuple(statements),
            citations=tuple(citations.listed),
            problems=tuple(dict.fromkeys(problems)),
            understood=reading.notes,
            passages=hits,
            timings=timings,
            models=tuple(models),
        )


def _timings(started: float, retrieved: float | None = None, first_token: float | None = None) -> Timings:
    total = time.perf_counter() - started
    return Timings(retrieved if retrieved is not None else total, first_token or total, total)
