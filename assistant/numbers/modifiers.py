"""What stands around a number: sign, currency before it, "about", "more than", "or more", and their Chinese forms."""

from __future__ import annotations

import re

from assistant.numbers.quantity import Approx

_ZH_BEFORE = {
    Approx.ABOUT: "大约为?|大概|约为?(?<![签合节契违预条制相邀]约)(?<![签合节契违预条制相邀]约为)|差不多",
    Approx.ALMOST: "将近|接近|几近|(?<![最附临靠贴亲拉相])近",
    Approx.OVER: "远?超过了?|远超|(?<!高)(?<!反)超|逾|多于|高于|大于|突破了?|不止|远高于",
    Approx.UNDER: "不到|不足|低于|少于|小于",
    Approx.AT_LEAST: "至少|最少|不少于|不低于|起码|最低",
    Approx.AT_MOST: "不超过|不多于|不高于|至多|最多|最高可?达?",
}
_EN_BEFORE = {
    Approx.ABOUT: r"about|approximately|approx\.?|around|roughly|circa|some(?= \$?\d)|in the neighbou?rhood of|~",
    Approx.ALMOST: "nearly|almost|close to|approaching|just under|just shy of|just below|slightly (?:less than|under|below)|not quite",
    Approx.OVER: (
        "(?:well |far |much |just |slightly |a little |significantly |substantially |considerably )?"
        r"(?:more than|over|above|greater than|higher than|in excess of|north of|upwards of|upward of|beyond)"
        "|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops"
    ),
    Approx.UNDER: "(?:well |far )?(?:less than|fewer than|lower than|under|below|short of)",
    Approx.AT_LEAST: "at least|no less than|no fewer than|not less than|a minimum of",
    Approx.AT_MOST: "up to|at most|never more than|no more than|not more than|as much as|as many as|as high as|a maximum of|not exceeding",
}
_BEFORE_ZH = re.compile(
    "(?:"
    + "|".join(f"(?P<{a.name}>{p})" for a, p in sorted(_ZH_BEFORE.items(), key=lambda i: i[0].name))
    + r")[ \u00a0]?$"
)
_BEFORE_EN = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(f"(?P<{a.name}>{p})" for a, p in sorted(_EN_BEFORE.items(), key=lambda i: -len(i[1])))
    + r")[ \u00a0]*$",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:not|no|never) $", re.IGNORECASE)
_AFTER = re.compile(
    r"[ \u00a0]?(?:(?P<OVER>以上|有余|出头|多(?![数种样元于个])|余(?![额下])|\+(?!\s?\d)|-plus|[- ]plus(?![ ][$€£\d]|[A-Za-z])|or more|or higher|or better|or greater|and above|or above)"
    r"|(?P<UNDER>以下|or less|or fewer|or lower)|(?P<ABOUT>左右|上下|or so|or thereabouts))(?![A-Za-z])",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"的?[ ]?(?:[一-鿿]{0,6})(?:预期|预估|预测|共识)")
_WINDOW = 28


def approx_before(text: str, start: int) -> tuple[Approx, int] | None:
    """The modifier that ends at `start` and where it begins."""
    before = text[max(0, start - _WINDOW) : start]
    offset = start - len(before)
    for pattern in (_BEFORE_ZH, _BEFORE_EN):
        # The shortest match would be found last: search goes from the left, so "well over" wins over "over".
        match = pattern.search(before)
        if match and match.lastgroup:
            name = match.lastgroup
            if name in {"OVER", "UNDER"} and _NEGATED.search(before[: match.start()]):
                continue
            return Approx[name], offset + match.start()
    return None


def approx_after(text: str, end: int) -> tuple[Approx, int] | None:
    """The modifier that begins at `end` and where it ends."""
    match = _AFTER.match(text, end)
    return (Approx[match.lastgroup], match.end()) if match and match.lastgroup else None


def is_benchmark(text: str, end: int) -> bool:
    """Whether what stands before `end` is an expectation: 超 ... 的市场预期 says beaten, not "more than"."""
    return bool(_EXPECTED.match(text, end))


_SIGN = re.compile(r"(?:(?P<minus>-|−|负[ ]?|(?<![A-Za-z])(?:minus|negative)[ ])|(?P<plus>\+))[ ]?$", re.IGNORECASE)
_ENDS_AMOUNT = re.compile(r"[\d%)\]元亿万千百倍个件人年点]\s*$")


def sign_before(text: str, start: int) -> tuple[int, int]:
    """`(sign, start)`: -1 where a minus stands before `start`, and where it begins; a plus is taken in too."""
    before = text[max(0, start - 10) : start]
    match = _SIGN.search(before)
    if match is None:
        return 1, start
    offset = start - len(before) + match.start()
    if match["plus"]:
        return 1, offset
    if match["minus"] == "-" and not _is_minus(text, offset, spaced=match[0] != "-"):
        return 1, start
    return -1, offset


def _is_minus(text: str, offset: int, *, spaced: bool) -> bool:
    """Whether a hyphen is a minus, not the dash of a range ("5% - 6%"), of a list, or within a word ("sub-10%")."""
    previous = text[offset - 1 : offset]
    if _ENDS_AMOUNT.search(text[max(0, offset - 3) : offset]) or (previous.isascii() and previous.isalnum()):
        return False
    if not spaced:
        return True
    return not previous.isspace() or "\u4e00" <= text[max(0, offset - 3) : offset].rstrip()[-1:] <= "\u9fff"
