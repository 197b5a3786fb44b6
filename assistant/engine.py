"""One question from its words to a proven answer, as a stream of events.

understand -> expand -> retrieve -> rate the sentences -> (refuse | compose -> verify) -> answer
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from assistant import compose, evidence, judging, refuse, relevance, selection, support
from assistant.calls import Calls, Directory
from assistant.choosing import Call, choose
from assistant.evidence import Evidence
from assistant.expand import Expander, Expansion
from assistant.grounds import Ground, about_them, grounds
from assistant.llm import ChatModel
from assistant.models import Answer, Done, Event, Retrieved, Statement, Timings, Token
from assistant.phrases import phrase
from assistant.request import Options, Request
from assistant.scope import LibraryScope
from assistant.topics import Topic, topics
from assistant.translation import Translator
from assistant.understand import Reading, check_question, complete, read
from assistant.verify import TranslateTerm, Verdict, verify
from index import people
from index.errors import InputError, LLMError
from index.language import detect
from index.library import Library
from index.models import Hit, Language, SearchFilter, Speaker
from index.naming import Naming, latin_words
from prompts import load

LANGUAGES: tuple[Language, ...] = ("en", "zh")
_LIST = "`turncite list` shows what it holds."


@dataclass(frozen=True, slots=True)
class Rated:
    """A question as it was understood, and every sentence found with its features."""

    question: str
    sentences: tuple[tuple[Evidence, relevance.Features], ...]


class Engine:
    """Answers questions from a library; with no language model, by verbatim quotes."""

    def __init__(
        self,
        library: Library,
        llm: ChatModel | None,
        translator: Translator | None,
        options: Options | None = None,
    ) -> None:
        self._library = library
        self._llm = llm
        self._translator = translator
        self._expander = expander = Expander(translator)
        self._words = expander.without_model()
        self._options = options or Options()
        self._calls_at = lru_cache(maxsize=8)(self._load_calls)
        self._scope_at = lru_cache(maxsize=32)(self._load_scope)
        self._directory_at = lru_cache(maxsize=2)(self._load_directory)

    @property
    def directory(self) -> Directory:
        """Every call of the library with what it says of itself and who speaks."""
        return self._directory_at(self._library.generation)

    def _load_directory(self, generation: int) -> Directory:
        del generation
        speakers: dict[str, list[Speaker]] = {}
        for transcript_id, speaker in self._library.speakers():
            speakers.setdefault(transcript_id, []).append(speaker)
        return Directory(tuple(Call(id_, data, tuple(speakers.get(id_, ()))) for id_, data in self._library.metadata()))

    def _load_scope(self, generation: int, where: SearchFilter) -> support.Scope:
        return LibraryScope(self._library, self._calls_at(generation, where.transcripts, where.periods), where)

    def _load_calls(self, generation: int, transcripts: tuple[str, ...], periods: tuple[str, ...]) -> Calls:
        del generation  # part of the cache's key: another generation is another library
        calls = self.directory.matching(SearchFilter(transcripts=transcripts, periods=periods))
        ids = {call.id for call in calls}
        pairs: dict[str, str] = {}
        latin: set[str] = set()
        for _, naming in self._library.namings(ids):
            pairs |= naming.pairs
            latin.update(naming.latin)
        return Calls(calls, dict(self._library.languages()), Naming(pairs, tuple(latin)))

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
        """Passages only, without a language model: the question and its known words in the other languages.

        Nothing where company or period of the question fit no call.
        """
        directory = self.directory
        choice = choose(check_question(request.question), directory.calls, request.where)
        if not choice.settled:
            return []
        calls = self.calls(choice.where)
        reading = read(request.question, calls.speakers, lambda _: False, where=choice.where, speaker=request.speaker)
        if len(calls.calls) < len(directory.matching(request.where)):
            reading = replace(reading, subject=choice.subject)
        expansion = self._words.expand(reading.core, reading.language, calls.languages, calls.names.pairs)
        return list(self.retrieve(reading, expansion, k))

    def _read(self, request: Request, calls: Calls) -> Reading:
        return read(
            request.question,
            calls.speakers,
            lambda name: self._library.mentions(name, request.where),
            where=request.where,
            speaker=request.speaker,
            history=request.history,
        )

    def prime(self) -> None:
        """Have an embedded model read what its prompts begin with, so that the first question need not wait for it."""
        if self._llm is None or self._llm.where != "embedded":
            return
        languages = {info.language for info in self._library.transcripts()}
        names = [f"answer_{language}" for language in LANGUAGES] if self._writes(self._llm) else [judging.PROMPT]
        if languages:
            names += [f"translate_{language}" for language in languages]
            names += [f"quote_{language}" for language in LANGUAGES if languages - {language}]
        for name in names:
            prompt = load(name)
            messages = prompt.render(**dict.fromkeys(prompt.variables, ""))
            with contextlib.suppress(LLMError):  # the first question will say what is wrong
                self._llm.complete(messages, max_tokens=1)

    def rate(self, request: Request) -> Rated:
        """The sentences of the passages found with what tells how likely they answer, unordered; for fitting."""
        calls = self.calls(request.where)
        reading = self._read(request, calls)
        if reading.unknown:
            return Rated(reading.core, ())
        expansion = self._expander.expand(reading.core, reading.language, calls.languages, calls.names.pairs)
        hits = self.retrieve(reading, expansion, self._options.hits)
        asked = relevance.asked(reading, self._known(reading, self._about(reading, calls)))
        sentences = self._sentences(hits, expansion)
        return Rated(reading.core, tuple(zip(sentences, relevance.features(asked, sentences), strict=True)))

    def run(self, request: Request) -> Iterator[Event]:
        """Events in order: Retrieved, then Tokens and Statements, and Done last.

        InputError for a question that cannot be read; StoreError where the library fails. A language model that
        fails is no error: the answer falls back to quotes and says so. Closing the iterator stops the model.
        """
        started = time.perf_counter()
        directory = self.directory
        if not directory.matching(request.where):
            if request.where.periods:
                raise InputError(f"No call of {', '.join(request.where.periods)} is in the library.", _LIST)
            raise InputError(phrase("empty_library", "en"))
        whole = complete(check_question(request.question), request.history, directory.speakers)
        choice = choose(whole, directory.calls, request.where, language=request.answer_language)
        if not choice.settled:
            yield Retrieved(())
            language = request.answer_language or detect(whole)
            yield Done(refuse.unsettled(whole, language, choice, _timings(started)))
            return
        calls = self.calls(choice.where)
        reading = self._read(replace(request, where=choice.where), calls)
        narrowed = len(calls.calls) < len(directory.matching(request.where))
        reading = replace(
            reading,
            subject=choice.subject if narrowed and reading.question == whole else "",
            notes=(*reading.notes, *choice.understood),
        )
        language = request.answer_language or reading.language
        if reading.unknown:
            yield Retrieved(())
            reasons = [Ground(phrase("unknown_person", language, name=name)) for name in reading.unknown]
            citations = self._citations(calls)
            yield Done(refuse.answer(reading, language, reasons, citations, (), calls.calls, _timings(started)))
            return
        expansion = self._expander.expand(reading.core, reading.language, calls.languages, calls.names.pairs)
        # A call that was added meanwhile is not among those read.
        found = self.retrieve(reading, expansion, self._options.hits)
        hits = tuple(hit for hit in found if hit.passage.transcript_id in calls.moments)
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
        problems = [expansion.problem] if expansion.problem else []
        about = self._about(reading, calls)
        asked = relevance.asked(reading, self._known(reading, about))
        scored = relevance.ordered(asked, self._sentences(hits, expansion))
        citations = self._citations(calls)

        def refusal(reasons: Sequence[Ground]) -> Done:
            timings = _timings(started, retrieved_at)
            return Done(refuse.answer(reading, language, reasons, citations, hits, calls.calls, timings, problems))

        scope = self._scope_at(self._library.generation, reading.where)
        judges = self._llm is not None and not self._writes(self._llm)
        findings = grounds(reading, language, calls, scope, about, scored, judges=judges)
        scored = about_them(scored, about)
        if findings.against or not scored:
            yield refusal(findings.against or [Ground(phrase("no_support", language))])
            return
        statements: list[Statement] = []
        first_token = 0.0
        least = self._options.least_unsure if findings.unsure else self._options.least_judged
        for event in self._compose(reading, language, calls, scored, citations, problems, least):
            first_token = first_token or time.perf_counter() - started
            if isinstance(event, Statement):
                statements.append(event)
            yield event
        if not statements:
            yield refusal([*findings.unsure, Ground(phrase("no_support", language))])
            return
        timings = _timings(started, retrieved_at, first_token)
        yield Done(self._finish(reading, language, statements, citations, problems, hits, timings))

    def _citations(self, calls: Calls) -> compose.Citations:
        return compose.Citations(calls.speakers_of, self._library.page, calls.label_of)

    def _about(self, reading: Reading, calls: Calls) -> tuple[Topic, ...]:
        """What the question is about."""
        mentions = people.mentions(reading.core, calls.speakers)
        translate = self._term_translator(reading, calls)
        return topics(reading.core, reading.language, calls.names, mentions, translate)

    def _known(self, reading: Reading, about: Sequence[Topic]) -> list[Topic]:
        """What of it the calls speak of: a name that occurs nowhere tells no sentence from another."""
        occurs = self._scope_at(self._library.generation, reading.where).occurs
        return [topic for topic in about if topic.kind != "name" or topic.occurs(occurs)]

    def _sentences(self, hits: Sequence[Hit], expansion: Expansion) -> list[Evidence]:
        """The sentences of the best hits; vectors are those stored with them."""
        hits = hits[: self._options.read_hits]
        queries = self._library.embedder.embed_queries([variant.text for variant in expansion.variants])
        vectors = self._library.sentence_vectors([hit.passage for hit in hits])
        return evidence.score(hits, expansion.variants, queries, vectors)

    def _compose(
        self,
        reading: Reading,
        language: Language,
        calls: Calls,
        scored: Sequence[Evidence],
        citations: compose.Citations,
        problems: list[str],
        least_judged: float,
    ) -> Iterator[Token | Statement]:
        """The answer's statements; none where nothing answers the question."""
        names = replace(calls.names, latin=calls.names.latin | latin_words(reading.question))
        translate_term = self._term_translator(reading, calls)

        def check(text: str, cited: Sequence[Evidence]) -> Verdict:
            return verify(text, language, cited, names, calls.moments, translate_term)

        def introduce(chosen: Sequence[Evidence]) -> Iterator[Statement]:
            if reading.asks_who_asked and chosen and chosen[0].passage.speaker:
                first = chosen[0].passage
                firm = calls.firm_of(first.transcript_id, first.speaker, language)
                yield compose.who_asked(chosen[0], firm, language, citations)

        if self._llm is None or self._translator is None:
            problems.append(phrase("quotes_only", language))
            chosen = selection.chosen(
                reading, selection.sides(reading, scored), scored, self._options, self._options.least, judged=False
            )
            yield from introduce(chosen)
            yield from compose.quotes(chosen, language, citations)
            return
        translator = self._translator

        def translate(sentence: Evidence) -> Generator[str, None, str | None]:
            return translator.quote(sentence.text, language, calls.names.pairs)

        written = False
        to_quote: list[Evidence] = []
        try:
            if self._writes(self._llm):
                chosen = selection.excerpts(reading, scored, self._options)
                writing = compose.Writing(chosen, language, citations, check, translate, problems)
                for event in writing.generate(self._llm, reading.question):
                    if isinstance(event, Statement) and not written:
                        written = True
                        yield from introduce(evidence.of_best_turn(scored)[:1])
                    yield event
            else:
                sides = selection.judged(self._llm, reading, scored, self._options)
                chosen = to_quote = selection.chosen(reading, sides, scored, self._options, least_judged, judged=True)
                for event in chain(
                    introduce(chosen), compose.translated(chosen, language, citations, translate, check, problems)
                ):
                    written = written or isinstance(event, Statement)
                    yield event
        except LLMError as error:
            problems.append(phrase("llm_failed", language, reason=str(error)))
            if not written and least_judged < self._options.least_unsure:
                # Whatever is nearest: a failure is no reason to say that nothing was said.
                chosen = selection.chosen(
                    reading, selection.sides(reading, scored), scored, self._options, 0.0, judged=False
                )
                yield from introduce(chosen)
                yield from compose.quotes(chosen, language, citations)
            elif written:
                yield from compose.quotes([e for e in to_quote if not citations.has(e)], language, citations)

    def _writes(self, llm: ChatModel) -> bool:
        """Whether the model writes in its own words.

        The embedded model is small: its own sentences are right less often than the quotes it picks (measured on the
        development half of the shipped sets).
        """
        return llm.where != "embedded" if self._options.writes is None else self._options.writes

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
        if self._llm is not None and phrase("quotes_only", language) not in problems:
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
