"""Which of the two languages a text is in."""

from __future__ import annotations

import re

from index.models import Language
from index.text import CJK, words

_HAN = re.compile(f"[{CJK}]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9'’&.]*")
_ZH_FUNCTION = re.compile(
    r"[的了吗嗎呢吧着是谁誰哪什怎么麼何几幾在和与與或及对對为為这這那说說将將把被]|多少|是否|有没有"
)
_EN_FUNCTION = words(
    "a about all also an and any are as at be been but by can could did do does during for from give had has have he "
    "her his how i if in is it its me much many my no not of on or our say said she should show so tell than that the "
    "their them there they this to up us was we were what when where which who whom whose why will with would you "
    "your"
)
_SAMPLE = 200_000
"""Characters looked at; a language does not change its mind after that many."""


def detect(text: str) -> Language:
    """ "zh" where Chinese characters carry the text, else "en".

    Names and product names say little about the language they stand in ("GPU 毛利率?" is Chinese, "What did 王伟
    say?" English), so words weigh by how much they bind a sentence together: function words of either language 2,
    other lower-case words 1, capitalised words and words with digits a quarter, two Chinese characters 1.
    """
    text = text[:_SAMPLE]
    han = len(_HAN.findall(text))
    if not han:
        return "en"
    chinese = han / 2 + 1.5 * len(_ZH_FUNCTION.findall(text))
    english = sum(_weight(word) for word in _LATIN_WORD.findall(text))
    return "zh" if chinese >= english else "en"


def _weight(word: str) -> float:
    if word.lower().strip(".'’") in _EN_FUNCTION:
        return 2.0
    return 1.0 if word.islower() and word.isalpha() else 0.25
