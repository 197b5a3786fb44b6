"""The speakers of an invented Chinese call: executives with names in both languages, analysts, and the operator."""

from __future__ import annotations

from index.formats import parse
from index.models import Speaker

TEXT = """\
主持人:欢迎参加远山 2025 年第四季度业绩电话会议。有请戴安娜・福克斯(Diana Fox)女士。
戴安娜・福克斯(远山投资者关系副总裁):今天参会的有首席执行官安妮・哈特(Annie Hart)和首席财务官布兰登・克劳(Brandon Crow)。
安妮・哈特(远山首席执行官):谢谢。我们与萨拉・科尔(Sarah Cole)领导的团队合作。
布兰登・克劳(远山首席财务官):营收增长。
主持人:现在开放问答环节。第一个问题来自北岸证券(Northshore Securities)的分析师布兰登・雷(Brandon Ray)。
布兰登・雷(北岸证券分析师):请问毛利率?
布兰登・克劳(远山首席财务官):四成。
主持人:下一个问题来自潮门资本(J.D. Tidegate)的分析师马克・莫斯(Mark Moss)。
马克・莫斯(潮门资本分析师):请问芯片?
安妮・哈特(远山首席执行官):很好。
"""
CALL = parse(TEXT)
PEOPLE = CALL.speakers


def names(speakers: tuple[Speaker, ...]) -> list[str]:
    """Names as printed."""
    return [s.name for s in speakers]
