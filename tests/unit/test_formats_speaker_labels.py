"""Names set apart by a colon, in Chinese and English, and what is no name."""

from __future__ import annotations

import pytest

from index.formats import parse
from index.models import Kind, Section, Transcript

SIMPLIFIED = """\
远山科技发布2024年第二季度财报
营收:31.2 亿元,同比增长 18%。
云服务:年化营收达 12 亿元,毛利率(非GAAP):42%。
每股收益(EPS):1.05 元。
远山科技业绩电话会实录
主持人:各位好,欢迎参加远山科技 2024 年第二季度业绩电话会议。演示结束后将进入问答环节。有请投资者关系总监林小雨女士。
林小雨(远山科技投资者关系总监):大家好。今天参会的有首席执行官安・哈特(Ann Hart)和首席财务官周明。
安・哈特(远山科技首席执行官):谢谢小雨。本季度我们取得了稳健的增长。

我们的芯片业务增长了一倍。
展望:我们预计下季度继续增长。
周明(远山科技首席财务官):谢谢安。营收 31.2 亿元。接下来进入问答环节。
主持人:现在开始问答环节。第一个问题来自北岸证券(Northshore Securities)的分析师鲍勃・雷(Bob Ray)。
鲍勃・雷(北岸证券分析师):谢谢。请问毛利率如何?
周明(远山科技首席财务官):毛利率为 42%。
鲍勃・雷(北岸证券分析师):那么明年呢?
安・哈特(远山科技首席执行官):明年会更好。
主持人:下一个问题来自 Tidegate 研究的分析师李强。请提问。
李强(Tidegate 分析师):请谈谈资本支出?
周明(远山科技首席财务官):全年约 10 亿元。
林小雨(远山科技投资者关系总监):感谢各位参加今天的会议,再见。
"""

TRADITIONAL = """\
會議主持人：各位午安，歡迎參加遠山科技 2023 年第三季度業績電話會議。
陳美玲（遠山科技執行長）：謝謝大家。本季營收成長兩成。
周明（遠山科技財務長）：謝謝美玲。毛利率為 45%。
會議主持人：現在開放問答環節。第一個問題來自北岸證券的分析師王大文。
王大文（北岸證券分析師）：請問庫存狀況？
陳美玲（遠山科技執行長）：庫存健康。
"""

ENGLISH = """\
Acme Widgets, Inc. (NYSE: ACW) Q3 2024 Earnings Call Transcript
Note: this transcript was edited for clarity.
Revenue: $2.1 billion.

Operator: Good morning, and welcome to the Acme Widgets third quarter 2024 earnings call.
Ann Lee: Thank you, operator. With me are Carl Gomez, our Chief Executive Officer, and Dana Fox, our Chief Financial Officer.
Carl Gomez: Thanks, Ann. It was a strong quarter.
Cloud Services: grew 20%.
Dana Fox: Margins were stable. Operator, we can take questions now.
Operator: Our first question comes from Bob Ray with Northshore Securities. Please go ahead.
Bob Ray: Hi, thanks. How is demand?
Carl Gomez: Demand is strong.
Operator: Our next question comes from Erin Moss of Tidegate. Your line is open.
Erin Moss: Good morning. And margins?
Dana Fox: Up slightly.
Operator: There are no further questions. I will turn the call back to Carl Gomez for closing remarks.
Carl Gomez: Thank you all for joining. Goodbye.
"""


def spoken(transcript: Transcript) -> list[tuple[str, str, int | None, str | None]]:
    return [(t.speaker.name, t.section.value, t.question_no, t.part) for t in transcript.turns if t.speaker is not None]


def test_simplified_chinese_with_an_article_before_the_call() -> None:
    transcript = parse(SIMPLIFIED)
    assert transcript.format == "speaker-labels"
    assert transcript.language == "zh"
    article = transcript.turns[0]
    assert article.section is Section.ARTICLE
    assert article.text.endswith("远山科技业绩电话会实录")
    assert spoken(transcript) == [
        ("主持人", "prepared", None, None),
        ("林小雨", "prepared", None, None),
        ("安・哈特", "prepared", None, None),
        ("周明", "prepared", None, None),
        ("主持人", "qa", None, None),
        ("鲍勃・雷", "qa", 1, "question"),
        ("周明", "qa", 1, "answer"),
        ("鲍勃・雷", "qa", 1, "question"),
        ("安・哈特", "qa", 1, "answer"),
        ("主持人", "qa", None, None),
        ("李强", "qa", 2, "question"),
        ("周明", "qa", 2, "answer"),
        ("林小雨", "qa", None, None),
    ]
    hart = transcript.turns[3]
    assert hart.text.endswith("展望:我们预计下季度继续增长。")
    assert "\n\n我们的芯片" in hart.text
    by_name = {s.name: s for s in transcript.speakers}
    assert by_name["安・哈特"].aliases[:2] == ("Ann Hart", "哈特")
    assert by_name["鲍勃・雷"].affiliation == "北岸证券 (Northshore Securities)"
    assert by_name["林小雨"].titles == ("ir", "director")
    assert by_name["李强"].affiliation == "Tidegate"


def test_traditional_chinese_with_full_width_punctuation() -> None:
    transcript = parse(TRADITIONAL)
    assert spoken(transcript) == [
        ("會議主持人", "prepared", None, None),
        ("陳美玲", "prepared", None, None),
        ("周明", "prepared", None, None),
        ("會議主持人", "qa", None, None),
        ("王大文", "qa", 1, "question"),
        ("陳美玲", "qa", 1, "answer"),
    ]
    chief = transcript.speakers[1]
    assert (chief.kind, chief.affiliation, chief.titles) == (Kind.EXECUTIVE, "遠山科技", ("ceo",))
    assert transcript.metadata.period == "Q3 2023"


def test_english_names_without_roles() -> None:
    transcript = parse(ENGLISH)
    assert spoken(transcript) == [
        ("Operator", "prepared", None, None),
        ("Ann Lee", "prepared", None, None),
        ("Carl Gomez", "prepared", None, None),
        ("Dana Fox", "prepared", None, None),
        ("Operator", "qa", None, None),
        ("Bob Ray", "qa", 1, "question"),
        ("Carl Gomez", "qa", 1, "answer"),
        ("Operator", "qa", None, None),
        ("Erin Moss", "qa", 2, "question"),
        ("Dana Fox", "qa", 2, "answer"),
        ("Operator", "qa", None, None),
        ("Carl Gomez", "qa", None, None),
    ]
    by_name = {s.name: s for s in transcript.speakers}
    assert by_name["Bob Ray"].kind is Kind.ANALYST
    assert by_name["Bob Ray"].affiliation == "Northshore Securities"
    assert by_name["Erin Moss"].affiliation == "Tidegate"
    assert by_name["Carl Gomez"].kind is Kind.EXECUTIVE
    assert "Cloud Services: grew 20%." in transcript.turns[3].text


@pytest.mark.parametrize(
    ("label", "name", "role"),
    [
        ("安・哈特(远山科技首席执行官):", "安・哈特", "远山科技首席执行官"),
        ("安・哈特（远山科技首席执行官）：", "安・哈特", "远山科技首席执行官"),
        ("  安·哈特 ( 远山科技首席执行官 ) : ", "安·哈特", "远山科技首席执行官"),
        ("**安・哈特(远山科技首席执行官):** ", "安・哈特", "远山科技首席执行官"),
        ("【安・哈特(远山科技首席执行官)】:", "安・哈特", "远山科技首席执行官"),
        ("[00:12:05] 安・哈特(远山科技首席执行官):", "安・哈特", "远山科技首席执行官"),
        ("安・哈特,远山科技首席执行官:", "安・哈特", "远山科技首席执行官"),
        ("安・哈特，远山科技首席执行官：", "安・哈特", "远山科技首席执行官"),
        ("远山科技首席执行官安・哈特:", "安・哈特", "远山科技首席执行官"),
        ("CEO Ann Hart: ", "Ann Hart", "CEO"),
        ("Ann Hart (Chief Executive Officer): ", "Ann Hart", "Chief Executive Officer"),
        ("Ann Hart -- Chief Executive Officer: ", "Ann Hart", "Chief Executive Officer"),
        ("Ann Hart, Chief Executive Officer: ", "Ann Hart", "Chief Executive Officer"),
        ("Ann Hart(安·哈特,首席执行官):", "Ann Hart", "首席执行官"),
        ("安・哈特(Ann Hart)(首席执行官):", "安・哈特", "首席执行官"),
    ],
)
def test_shapes_of_a_label(label: str, name: str, role: str) -> None:
    transcript = parse(f"Operator: Welcome to the call.\n{label}谢谢大家,业绩很好。\nOperator: Thank you.\n")
    speaker = transcript.turns[1].speaker
    assert speaker is not None
    assert (speaker.name, speaker.role, speaker.kind) == (name, role, Kind.EXECUTIVE)
    assert transcript.turns[1].text == "谢谢大家,业绩很好。"


@pytest.mark.parametrize(
    "line",
    [
        "营收:2134 亿美元,同比增长 12%",
        "云服务:年化营收达 1420 亿美元",
        "每股收益(EPS):1.95 美元",
        "毛利率(非GAAP):42%",
        "Note: figures are unaudited.",
        "Revenue: $2.1 billion",
        "Prime Video: 315 million viewers",
        "Source: company filings",
        "Q4 2025: a record quarter",
        "10:30 we started",
        "https://example.com/call",
        "Safe Harbor Statement: this is forward-looking.",
        "三、未来规划:投资 20 亿元",
        "资本支出:计划投资 2000 亿元",
        "Item 1: overview",
    ],
)
def test_what_stands_before_a_colon_is_not_a_speaker(line: str) -> None:
    assert parse(f"{line}\n{line}\n更多内容。\n").speakers == ()
    text = f"主持人:欢迎。\n王小明(首席执行官):谢谢。\n{line}\n{line}\n主持人:谢谢。\n"
    assert [s.name for s in parse(text).speakers] == ["主持人", "王小明"]


def test_a_heading_opens_questions_and_a_footer_ends_the_speech() -> None:
    text = (
        "主持人:欢迎参加会议。\n王小明(首席执行官):业绩很好。\n问答环节\n"
        "李强(北岸证券分析师):请问指引?\n王小明(首席执行官):维持不变。\n责任编辑:张三\n免责声明:仅供参考\n"
    )
    transcript = parse(text)
    assert [t.section.value for t in transcript.turns] == ["prepared", "prepared", "qa", "qa"]
    assert transcript.turns[-1].text == "维持不变。"


def test_part_of_a_name_joins_its_bearer() -> None:
    text = "主持人:欢迎。\n安・哈特(首席执行官):很好。\n周明(首席财务官):也好。\n哈特:我补充一点。\n"
    transcript = parse(text)
    assert [s.name for s in transcript.speakers] == ["主持人", "安・哈特", "周明"]
    assert transcript.turns[3].speaker is transcript.turns[1].speaker


MEDIA = """\
远山集团2024年第一季度业绩电话会实录
以下为电话会议实录:
主持人:欢迎参加远山集团2024年第一季度业绩电话会议。出席的有董事会主席兼首席执行官陈志远、总裁刘大川、首席财务官罗敏。
陈志远:大家晚上好。营收增长 6%。
游戏业务:收入下降。
罗敏:毛利率为 53%。以下进入问答环节。
北岸银行Alex Yao:请问广告业务的前景?
刘大川:广告增长 26%。
潮门证券分析师 Alicia Yap:请谈谈回购?
罗敏:今年回购 10 亿元。
"""


def test_names_alone_with_roles_from_the_introduction_and_no_operator_in_between() -> None:
    transcript = parse(MEDIA)
    assert spoken(transcript) == [
        ("主持人", "prepared", None, None),
        ("陈志远", "prepared", None, None),
        ("罗敏", "prepared", None, None),
        ("Alex Yao", "qa", 1, "question"),
        ("刘大川", "qa", 1, "answer"),
        ("Alicia Yap", "qa", 2, "question"),
        ("罗敏", "qa", 2, "answer"),
    ]
    roles = {s.name: (s.role, s.affiliation) for s in transcript.speakers}
    assert roles["陈志远"] == ("董事会主席兼首席执行官", None)
    assert roles["刘大川"] == ("总裁", None)
    assert roles["罗敏"] == ("首席财务官", None)
    assert roles["Alex Yao"] == ("北岸银行", "北岸银行")


def test_english_roles_from_the_introduction() -> None:
    roles = {s.name: s.role for s in parse(ENGLISH).speakers}
    assert roles["Carl Gomez"] == "Chief Executive Officer"
    assert roles["Dana Fox"] == "Chief Financial Officer"
    assert roles["Bob Ray"] is None


def test_a_call_without_operator_and_roles_is_read_where_names_return() -> None:
    exchange = "Bob Ray: How is demand?\nCarl Gomez: Strong.\nDana Fox: And profitable.\n"
    names = [s.name for s in parse(exchange * 4).speakers]
    assert names == ["Bob Ray", "Carl Gomez", "Dana Fox"]
    assert parse(exchange).format == "article"
