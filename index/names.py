"""Names of people and firms as text: folding, shape and parts. Nothing here knows a particular call."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

from index import text as folding
from index.namelists import (
    FIRMS_LIKE_PEOPLE,
    GIVEN_NAMES,
    NICKNAMES,
    NOT_NAMES,
    SURNAMES_ROMANISED,
    SURNAMES_ZH,
    SURNAMES_ZH_DOUBLE,
    TRANSLITERATION,
    WORDS_AND_NAMES,
)
from index.text import words

NAME_DOTS = "・·•‧∙⋅･ꞏᐧ"
"""Characters that publishers print between the parts of a transliterated name."""
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af々〇"
"""Body of a character class: Chinese characters."""

_HAN_CHAR = re.compile(f"[{HAN}]")
_DROP = re.compile(r"[·.]")
_GAP = re.compile(r"[\s\-_/]+")
_GAP_BY_HAN = re.compile(f"(?<=[{HAN}]) | (?=[{HAN}])")

_HONORIFIC = re.compile(r"^(?:(?:mr|mrs|ms|miss|dr|prof|professor|sir|dame|hon)\b\.?\s*)+", re.I)
_HONORIFIC_ZH = re.compile(r"(?:先生|女士|小姐|博士|教授|总裁|总经理|董事长|老师|同学|总)$")
_CREDENTIAL = re.compile(r",?\s*(?:ph\.?\s?d\.?|m\.?d\.?|cfa|cpa|mba|esq\.?|j\.?d\.?|jr\.?|sr\.?|ii|iii|iv)$", re.I)
_PARTICLES = words("de del della der den di da do dos du la le van von bin ibn al el ten ter st san y e zu af")
_LATIN_TOKEN = re.compile(
    r"[A-ZÀ-ÖØ-ÞĀ-ž](?:\.[A-Z]){0,2}\.?|[A-ZÀ-ÖØ-Þ][\w'’‘`]*(?:-[A-Za-zÀ-ž][\w'’]*)*|(?:Jr|Sr|St|Wm)\.|[A-Z]'[A-Z]\w+"
)
_TOKEN = re.compile(r"[^\s`]+")
_NICKNAME = re.compile(r"\s[(（\"“”'‘’`]+[A-Z][\w.]+[)）\"“”'‘’`]+(?=\s)")
_BOTH_SCRIPTS = re.compile(
    f"([{HAN}][{HAN}{NAME_DOTS}]*)[\\s/]+([A-Z][A-Za-zÀ-ž.'’ -]+)|([A-Z][A-Za-zÀ-ž.'’ -]+?)[\\s/]+([{HAN}][{HAN}{NAME_DOTS}]*)"
)
_SYLLABLES = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh|ts|hs)?(?:iang|uang|iong|iao|ian|uai|uan|ang|eng|ing|ong|ai|ei|ui|ao|ou|iu|ie|ue|an|en|in"
    r"|un|er|ia|ua|uo|ih|ee|oo|[aeiou])-?){1,2}"
)
_INITIALLED = re.compile(r"(?:[A-Z]\.?\s?){1,3}\s[A-Z][\w'’\-]{2,}|[A-Z][\w'’\-]{2,}(?:\s[A-Z]\.?){1,3}")
_SINGLE = re.compile(r"(?:[OD]['’]|Ma?c)?[A-Z][a-zà-ž]{2,14}")
_ZH_NAME_SEPARATED = re.compile(f"[{HAN}A-Za-z]{{1,9}}(?:\\s?[{NAME_DOTS}．.]\\s?[{HAN}A-Za-z]{{1,9}}){{1,4}}")
_ZH_NAME = re.compile(f"[{HAN}]{{2,6}}")
# Ends of Chinese words for figures and things that begin with the character of a surname ("毛利率", "成本").
_ZH_NOT_NAME = re.compile(
    r"[率额润利收入本量务费品层期度例化力场面]$|公司|业务|市场|收入|增长|管理|方面|部分|问题|时间|全年|季度|高管"
)


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """The comparison key of a name, role or firm: equal keys, same name in another spelling.

    Beyond `index.text.fold` (width, case, accents, Traditional and Simplified) all name dots and full stops are
    dropped ("安·哈特" is "安哈特", "J.P." is "JP"), hyphens count as spaces, and spaces beside Chinese
    characters do not count.
    """
    return fold_text(name)


def fold_text(text: str) -> str:
    """`fold_name` of a whole text, not kept in memory."""
    folded = _GAP.sub(" ", _DROP.sub("", folding.fold(text))).strip()
    return _GAP_BY_HAN.sub("", folded)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """`fold_name` of a text, with the way back: character `i` stands for `[starts[i], ends[i])` of the original."""

    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open span for the folded, non-empty span `[start, end)`."""
        return self.starts[start], self.ends[end - 1]


def fold_with_offsets(text: str) -> FoldedText:
    """`fold_name(text)` with the original's offsets for each of its characters."""
    first = folding.fold_with_offsets(text)
    kept: list[str] = []
    starts, ends = array("q"), array("q")
    for i, char in enumerate(first.text):
        if char in "·.":
            continue
        piece = " " if _GAP.fullmatch(char) else char
        if piece == " ":
            if not kept or kept[-1] == " " or _HAN_CHAR.match(kept[-1]):
                continue
        elif kept and kept[-1] == " " and _HAN_CHAR.match(piece):
            kept.pop()
            starts.pop()
            ends.pop()
        kept.append(piece)
        starts.append(first.starts[i])
        ends.append(first.ends[i])
    if kept and kept[-1] == " ":
        kept.pop()
        starts.pop()
        ends.pop()
    return FoldedText("".join(kept), starts, ends)


class _Simple(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = simple = folding.simplify(chr(code))
        return simple


_simple = _Simple()


def simplify(text: str) -> str:
    """Traditional characters as Simplified ones, one for one, so that offsets stay."""
    return text.translate(_simple) if has_han(text) else text


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return _HAN_CHAR.search(text) is not None


@lru_cache(maxsize=65536)
def clean_name(name: str) -> str:
    """A name without honorifics ("Mr.", "先生") and credentials ("Ph.D.", "Jr.") around it."""
    name = _NICKNAME.sub("", _HONORIFIC.sub("", name.strip().strip("`"))).strip()
    while (shorter := _CREDENTIAL.sub("", name).rstrip(" ,")) != name and shorter:
        name = shorter
    simple = simplify(name)
    match = _HONORIFIC_ZH.search(simple)
    return name[: match.start()].rstrip() if match and match.start() > 0 else name


def same_person_key(name: str) -> str:
    """A key that also leaves out middle initials: "Albert H. Nahmad" and "Albert Nahmad" are one person."""
    tokens = fold_name(clean_name(name)).split(" ")
    full = [t for t in tokens if len(t) > 1 or has_han(t)]
    return " ".join(full if len(full) > 1 else tokens)


@lru_cache(maxsize=65536)
def is_latin_name(text: str, *, most: int = 5) -> bool:
    """Whether a text has the shape of a Latin person's name of two parts or more ("Vincent van der Berg")."""
    if "&" in text:
        return False
    tokens = [t for t in _TOKEN.findall(_NICKNAME.sub(" ", clean_name(text))) if any(c.isalpha() for c in t)]
    if not 2 <= len(tokens) <= most:
        return False
    if tokens[-1].endswith(".") and len(tokens[-1]) > 3:
        return False
    for position, token in enumerate(tokens):
        bare = token.strip(",").lower()
        plain = bare.strip(".")
        surname = position == len(tokens) - 1 and fold_name(tokens[0]) in GIVEN_NAMES - WORDS_AND_NAMES
        if plain in NOT_NAMES and not surname and not (len(plain) == 1 and token.endswith(".")):
            return False
        if bare in _PARTICLES and position:
            continue
        if not _LATIN_TOKEN.fullmatch(token.strip(",")):
            return False
    return fold_name(text).replace(" ", "_") not in FIRMS_LIKE_PEOPLE and any(len(t.strip(".")) > 1 for t in tokens)


@lru_cache(maxsize=65536)
def is_han_name(text: str) -> bool:
    """Whether a text has the shape of a person's name in Chinese characters, transliterated or native."""
    simple = simplify(text.strip())
    if _ZH_NAME_SEPARATED.fullmatch(simple):
        return has_han(simple)
    simple = clean_name(simple)
    if not _ZH_NAME.fullmatch(simple) or _ZH_NOT_NAME.search(simple):
        return False
    if len(simple) <= 3 and simple[0] in SURNAMES_ZH:
        return True
    if len(simple) in (3, 4) and simple[:2] in SURNAMES_ZH_DOUBLE:
        return True
    return all(char in TRANSLITERATION for char in simple)


def is_usual_name(name: str) -> bool:
    """Whether a full name leaves little doubt: a usual Latin given name and a surname, or Chinese characters."""
    if has_han(name):
        return is_han_name(name)
    return is_latin_name(name) and (is_given_name(clean_name(name).split()[0]) or is_romanised(name))


def is_romanised(name: str) -> bool:
    """Whether a Latin name is a Chinese one: a usual surname on either side and one or two syllables ("Jiashu Chen")."""
    tokens = [t.strip(",.").lower() for t in clean_name(name).split()]
    if len(tokens) not in (2, 3) or any(t in NOT_NAMES for t in tokens):
        return False
    return any(
        surname in SURNAMES_ROMANISED and all(_SYLLABLES.fullmatch(t) for t in given)
        for surname, given in ((tokens[-1], tokens[:-1]), (tokens[0], tokens[1:]))
    )


def is_single_name(text: str) -> bool:
    """Whether a text is one capitalised Latin word that may be a name."""
    return _SINGLE.fullmatch(text) is not None and text.lower() not in NOT_NAMES


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's name in either script."""
    return is_han_name(text) if has_han(text) else is_latin_name(text)


def is_full(name: str) -> bool:
    """Whether a name has more than one part: given name and surname."""
    return len(parts(name)) > 1


def is_whole(name: str) -> bool:
    """Whether a name is more than a surname or a given name alone: it is full, or has initials ("D. G. Farrell")."""
    return is_full(name) or _INITIALLED.fullmatch(clean_name(name)) is not None


def split_scripts(name: str) -> tuple[str, str | None]:
    """A name printed in both languages side by side as two ("安妮·哈特 Annie Hart"); the first one printed leads."""
    match = _BOTH_SCRIPTS.fullmatch(name.strip())
    if match is None:
        return name, None
    leading, other = (match[1], match[2]) if match[1] else (match[3], match[4])
    return (leading, other.strip()) if is_name(leading) and is_name(other.strip()) else (name, None)


@lru_cache(maxsize=65536)
def parts(name: str) -> tuple[str, ...]:
    """The parts of a name by which alone people are called, as printed: given name first, surname last.

    Initials, honorifics and credentials are left out; a surname keeps its particles ("van der Berg").
    """
    name = clean_name(name)
    if has_han(name):
        pieces = [p for p in re.split(f"\\s*[{NAME_DOTS}．.]\\s*|\\s+", name) if p]
        if len(pieces) > 1:
            return pieces[0], pieces[-1]
        simple = simplify(name)
        if len(simple) in (3, 4) and simple[:2] in SURNAMES_ZH_DOUBLE:
            return name[2:], name[:2]
        foreign = all(char in TRANSLITERATION for char in simple)
        if len(simple) in (2, 3) and simple[0] in SURNAMES_ZH and not foreign:
            return name[1:], name[:1]
        return (name,)
    tokens = [t for t in name.split() if len(t.strip(".,")) > 1]
    if len(tokens) < 2:
        return tuple(t.strip(",") for t in tokens) or (name,)
    last = len(tokens) - 1
    while last > 1 and tokens[last - 1].lower() in _PARTICLES:
        last -= 1
    return tokens[0].strip(","), " ".join(tokens[last:])


def is_native_han(name: str) -> bool:
    """Whether a name in Chinese characters is surname and given name without a dot between (王小明)."""
    return has_han(name) and len(parts(name)) == 2 and not re.search(f"[{NAME_DOTS}．. ]", clean_name(name))


def same_given_name(one: str, other: str) -> bool:
    """Whether two Latin given names can belong to one person: equal, an initial, or a usual short form."""
    one, other = fold_name(one), fold_name(other)
    if one == other or (min(len(one), len(other)) == 1 and one[:1] == other[:1]):
        return True
    return any(one in group and other in group for group in NICKNAMES)


def is_given_name(token: str) -> bool:
    """Whether a Latin word is a usual given name."""
    return fold_name(token) in GIVEN_NAMES
