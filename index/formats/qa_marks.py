"""Marks that say question or answer in front of speech, with or without a name: "Q:", "A -", "问:", "提问(北岸证券 李强):"."""

from __future__ import annotations

import re
from dataclasses import replace

from index.models import Kind
from index.people import Label

_NUMBER = r"\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?"
_ASKS = r"Q|Question|问题|问|提问者|提问|(?:投资者|分析师|机构|嘉宾|现场)提问|投资者问|問題|問|提問者|提問|(?:投資者|分析師|現場)提問"
_ANSWERS = r"A|Answer|答复|回答|答|(?:公司|管理层|高管|管理層)(?:回答|答复|回复|答覆|回覆)?|回复|答覆|回覆"
_BARE = re.compile(rf"(?:(?P<q>{_ASKS})|(?P<a>{_ANSWERS})){_NUMBER}")
_NAMED = re.compile(
    rf"(?:(?P<q>{_ASKS})|(?P<a>{_ANSWERS})){_NUMBER}\s*(?:[-–—|/、,，]|(?P<open>[(（\[]))\s*(?P<who>[^\n]{{2,100}}?)\s*(?(open)[)）\]])"
)


def bare_mark(raw: str) -> Label | None:
    """A mark without a name as a label: who speaks is not said, only whether they ask or answer."""
    match = _BARE.fullmatch(raw.strip())
    if match is None:
        return None
    return Label(match["q"], kind=Kind.ANALYST) if match["q"] else Label(match["a"], kind=Kind.EXECUTIVE)


def named_mark(raw: str) -> tuple[Kind, str] | None:
    """A mark with somebody behind it: the kind and what stands there ("Q - Ann Lee" is (ANALYST, "Ann Lee"))."""
    match = _NAMED.fullmatch(raw.strip())
    if match is None:
        return None
    return (Kind.ANALYST if match["q"] else Kind.EXECUTIVE), match["who"].strip()


def asks(label: Label, kind: Kind) -> Label:
    """The label with the kind that its mark gives."""
    return replace(label, kind=label.kind or kind)
