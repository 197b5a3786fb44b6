"""Keys by which turns are found that may hold a term, so that the text of a large library need not be looked through.

Whatever `index.text.find_all` finds in a text, all `of_term` keys of the term are among the text's `of_turn` keys: each run
of Latin letters and each run of digits in the folded text, each pair of neighbouring Chinese characters. What has all keys
of a term need not hold the term, and is looked at. Three more kinds have a sign before them:

- `~` a term of the lexical index (`index.tokens`) that is no Chinese one;
- `^` the first four letters of a word with a capital letter;
- `=` what a `Marker` notes of a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Protocol

from index.text import CJK, LATIN, fold
from index.tokens import tokens_of

_RUN = re.compile(f"[{LATIN}]+|[0-9]+")
_HAN = re.compile(f"[{CJK}]")
_HAN_RUN = re.compile(f"[{CJK}](?:[ ·.\\-_/]*[{CJK}])+")
"""Characters are neighbours across what `index.names.fold_name` leaves out."""
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")


class Marker(Protocol):
    """What else is to be noted of each passage when it is stored; `version` changes whenever the notes would.

    The same in every process, and fast: it reads every passage of the library once.
    """

    version: str

    def __call__(self, text: str) -> Iterable[str]:
        """Notes on a passage's text; `mark` turns one into a key."""


def of_term(term: str) -> frozenset[str]:
    """The keys that every turn has in which the term stands; none where any turn may hold it."""
    return frozenset(_of_folded(fold(term)))


def of_turn(text: str) -> set[str]:
    """Every key of a turn but those of notes."""
    folded = fold(text)
    keys = _of_folded(folded)
    keys.update(token_key(token) for token in tokens_of(folded) if not has_cjk(token))
    keys.update(capital_key(word) for word in capitalised(text))
    return keys


def has_cjk(text: str) -> bool:
    """Whether a text holds a Chinese character (or kana, or Hangul)."""
    return _HAN.search(text) is not None


def capitalised(text: str) -> list[str]:
    """The words of a text in Latin letters that begin with a capital, of four letters and more."""
    return _CAPITALISED.findall(text)


def token_key(token: str) -> str:
    """The key of a term of the lexical index."""
    return f"~{token}"


def capital_key(word: str) -> str:
    """The key of the words in capitals that begin like this one."""
    return f"^{word[:4]}"


def mark(note: str) -> str:
    """The key of a marker's note."""
    return f"={note}"


def outside(key: str) -> str:
    """The key for text of a call that is no turn's: the names printed before turns, headings, lists."""
    return f"|{key}"


def character(han: str) -> str:
    """The key of a single Chinese character, which only whole calls have."""
    return f"|{han}"


def characters_of(text: str) -> set[str]:
    """The Chinese characters of a text, folded."""
    return set(_HAN.findall(fold(text)))


def _of_folded(folded: str) -> set[str]:
    keys = set(_RUN.findall(folded))
    for run in _HAN_RUN.findall(folded):
        keys.update(a + b for a, b in pairwise(_HAN.findall(run)))
    return keys
