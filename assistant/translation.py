"""Translations by the language model, checked and cached on disk: of questions to search with, of quotes to read.

A translation is used only where nothing shows that it went wrong: it is in the language asked for, it does not run on
in circles, it names no year that the original does not, and the numbers of a quote are the original's.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping

from assistant.glossary import find
from assistant.llm import ChatModel
from assistant.numbers import check_numbers, rewrite
from assistant.orders import without_links
from assistant.replies import ReplyCache, reply_key
from index.language import detect
from index.models import Language
from index.text import CJK
from prompts import Prompt, load

MAX_TERMS = 10
"""Most word pairs given to the model with a text."""

_CHINESE = re.compile(f"[{CJK}]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LOOP = re.compile(r"(.{1,12}?)\1{4,}")


class Translator:
    """Translates with one model; what it said once is read from the cache."""

    def __init__(self, llm: ChatModel, cache: ReplyCache) -> None:
        self._llm = llm
        self._cache = cache

    def question(self, text: str, target: Language, pairs: Mapping[str, str]) -> str | None:
        """A question in the target language, None where the model gave no usable translation; LLMError passes.

        `pairs` are the library's own names, Latin in lower case -> Chinese.
        """
        found = self._translate(load(f"translate_{target}"), "question", text, known_terms(text, target, pairs), 100)
        # A year that the model thought up would lead the search to other calls; other numbers only serve to search.
        invented = found is not None and set(_YEAR.findall(found)) - set(_YEAR.findall(text))
        return found if found is not None and not invented and is_sound(found, text, target) else None

    def quote(self, text: str, target: Language, pairs: Mapping[str, str]) -> Generator[str, None, str | None]:
        """A sentence of a call in the target language, its quantities written as that language writes them.

        Yields its pieces as they come, and returns the whole, or None where it is not usable (its names are left to
        the caller to check). LLMError passes; closing the generator stops the model.
        """
        prompt = load(f"quote_{target}")
        messages = prompt.render(
            quote=rewrite(text, target), terms=known_terms(text, target, pairs, strong=True) or "-"
        )
        key = reply_key(self._llm, prompt, messages)
        found = self._cache.get(key)
        if found is None:
            with self._llm.stream(messages, max_tokens=40 + len(text), stop=("\n",)) as pieces:
                reply = ""
                for piece in pieces:
                    reply += piece
                    yield piece
                ended = pieces.completion is not None and pieces.completion.finish_reason == "stop"
            found = _one_line(reply) if ended else ""
            self._keep(key, found)
        # Both ways: nothing that the quote does not say, and no figure or date of it left out.
        whole = not check_numbers(found, text) and not check_numbers(text, found)
        return found if whole and is_sound(found, text, target) else None

    def _translate(self, prompt: Prompt, variable: str, text: str, terms: str, max_tokens: int) -> str | None:
        messages = prompt.render(**{variable: text, "terms": terms or "-"})
        key = reply_key(self._llm, prompt, messages)
        found = self._cache.get(key)
        if found is None:
            completion = self._llm.complete(messages, max_tokens=max_tokens, stop=("\n",))
            found = _one_line(completion.text) if completion.finish_reason == "stop" else ""
            self._keep(key, found)
        return found or None

    def _keep(self, key: str, found: str) -> None:
        """Whole translations are kept; one that was cut short is asked for again next time."""
        if found:
            self._cache.put(key, found)


def _one_line(reply: str) -> str:
    """The first line of a reply, without the quotation marks around it and without links."""
    reply = reply.strip()
    return re.sub(r"\s+", " ", without_links(reply.splitlines()[0]) if reply else "").strip("\"'“” ")


def is_sound(text: str, original: str, target: Language) -> bool:
    """Whether nothing shows that a translation went wrong."""
    if not text or _LOOP.search(text) or len(text) > 40 + 6 * len(original):
        return False
    if target == "zh" and detect(text) != "zh":
        return False
    return not (target == "en" and _CHINESE.search(text))


def known_terms(text: str, target: Language, pairs: Mapping[str, str], *, strong: bool = False) -> str:
    """What is known of the words of a text in the target language: `term = translation`, separated by `; `.

    `strong` leaves out words that are too general to have one translation.
    """
    found: dict[str, str] = {}
    lowered = text.lower()
    for latin, chinese in pairs.items():
        if len(chinese) > 2 + len(latin):
            continue  # the words before the name were taken with it
        if target == "zh" and _stands_in(latin, lowered):
            found[latin.title()] = chinese
        elif target == "en" and len(chinese) > 1 and chinese in text:
            found[chinese] = latin.title()
    source: Language = "en" if target == "zh" else "zh"
    for match in find(text, source):
        # Words that are too general have as many translations as contexts ("expect" is no 指引).
        forms = [form for entry in match.entries if not (strong and entry.weak) for form in entry.forms(target)]
        if forms and match.text not in found and match.text != forms[0]:
            found[match.text] = forms[0]
    return "; ".join(f"{term} = {other}" for term, other in list(found.items())[:MAX_TERMS])


def _stands_in(latin: str, lowered: str) -> bool:
    """Whether a Latin name stands in a text as words of its own."""
    return re.search(rf"(?<![a-z0-9]){re.escape(latin)}(?![a-z0-9])", lowered) is not None
