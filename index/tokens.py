"""Tokens for the lexical index: one function for documents and queries alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from index.text import CJK, fold, words

_LETTERS = "a-z\u00df-\u024f\u0370-\u052f\u1e00-\u1fff"
_RUN = re.compile(
    f"(?P<cjk>[{CJK}]+)"
    rf"|(?P<amp>[{_LETTERS}]+(?:&[{_LETTERS}]+)+)(?:'s(?![{_LETTERS}]))?"
    rf"|(?P<number>[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?(?![0-9{_LETTERS}]))"
    rf"|(?P<word>[0-9{_LETTERS}]+(?:'[{_LETTERS}]+)*)"
)
_PARTS = re.compile(rf"[0-9]+|[{_LETTERS}]+")

STOP_EN = words(
    "a about am an and any are as at be been being but by can could did do does doing for from had has have having he "
    "her here hers him his how i if in into is it its just me my no nor not of on or our ours she should so some such "
    "than that the their them then there these they this those to too us very was we were what when where which who "
    "whom whose why will with would you your yours"
)
STOP_ZH = words(
    "的 了 吗 呢 吧 啊 和 与 或 及 在 是 我们 你们 他们 我的 这个 那个 这些 那些 "
    "什么 怎么 如何 多少 哪些 是否 关于 以及 因此 但是 一个 有没 没有"
)


def tokenize(text: str) -> list[str]:
    """Terms of `text` in order, for BM25.

    Folded first (`index.text.fold`). Chinese runs become overlapping bigrams, a single character a unigram. Latin
    words are stemmed (Snowball English); compounds of letters and digits give the whole and its parts, so that
    "Falcon9" meets "Falcon 9"; numbers stay whole, without thousands separators. Stop words are left out.
    Takes time linear in the length of the text.
    """
    return list(tokens_of(fold(text)))


def tokens_of(folded: str) -> Iterator[str]:
    """The terms of a text that was folded before."""
    for match in _RUN.finditer(folded):
        run = match[0]
        match match.lastgroup:
            case "cjk":
                grams = [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
                yield from (gram for gram in grams if gram not in STOP_ZH)
            case "amp":
                yield run.removesuffix("'s")
            case "number":
                yield run.replace(",", "")
            case _:
                yield from _word(run)


def _word(run: str) -> Iterator[str]:
    run = run.removesuffix("'s").replace("'", "")
    if run in STOP_EN:
        return
    parts = _PARTS.findall(run)
    if len(parts) == 1:
        yield _stem(run)
        return
    yield run
    for part in parts:
        if part not in STOP_EN:
            yield _stem(part)


@cache
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer  # type: ignore[import-untyped]  # noqa: PLC0415 - several milliseconds that start-up need not pay

    stem = snowballstemmer.stemmer("english").stemWord
    return lambda word: str(stem(word))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    return _stemmer()(word) if word.isalpha() and 3 <= len(word) <= 40 else word
