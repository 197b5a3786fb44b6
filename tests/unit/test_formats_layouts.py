"""Layouts of databases, transcription services, web sites and notes, each with the same short call."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from index.errors import InputError
from index.formats import parse
from index.formats.printed_pages import without_edges
from index.models import Kind, Transcript

SAID = (
    ("op", "Good day, and welcome to the Halvorsen Controls third quarter 2024 earnings call. I now hand over to Priya Natarajan."),
    ("ir", "Thank you. With me are Thomas Okafor and Maria Ruiz."),
    ("ceo", "Revenue grew 12%.\nBuilding Technologies: flat."),
    ("cfo", "Gross margin was 41%. We are now ready for questions."),
    ("op", "Our first question comes from the line of James O'Neill with Baxter Hollow Securities."),
    ("a1", "How are the order trends?"),
    ("ceo", "Orders were broad-based."),
    ("a1", "Got it. And pricing?"),
    ("cfo", "About three points."),
    ("op", "Our next question comes from the line of Li-Wei Chang with Fenwick & Rowe."),
    ("a2", "What about the fourth quarter?"),
    ("cfo", "Mix is a slight headwind."),
    ("op", "There are no further questions. This concludes today's call. You may now disconnect."),
)  # fmt: skip
NAMES = {"op": "Operator", "ir": "Priya Natarajan", "ceo": "Thomas Okafor", "cfo": "Maria Ruiz", "a1": "James O'Neill", "a2": "Li-Wei Chang"}  # fmt: skip
ROLES = {"op": "", "ir": "VP of IR", "ceo": "Chief Executive Officer", "cfo": "Chief Financial Officer", "a1": "Baxter Hollow Securities", "a2": "Fenwick & Rowe"}  # fmt: skip
PARTS = ("P", "P", "P", "P", "N", "Q1", "A1", "Q1", "A1", "N", "Q2", "A2", "N")
HEAD = "Halvorsen Controls, Inc. (NYSE: HVC)\nQ3 2024 Earnings Call\nOctober 29, 2024\n\n"

Printer = Callable[[str, str, str], str]


def printed(
    line: Printer, *, head: str = HEAD, questions: str = "", names: dict[str, str] = NAMES, joint: str = "\n\n"
) -> str:
    """The call in one layout: `line` prints key, name and words of a turn."""
    rows = [line(key, names[key], said) for key, said in SAID]
    return head + joint.join([*rows[:4], *([questions] if questions else []), *rows[4:]]) + "\n"


def read(transcript: Transcript) -> list[tuple[str, str]]:
    """Part ("P" prepared, "N" neither, "Q1", "A1") and speaker of each turn."""
    return [
        (
            "P"
            if turn.section.value == "prepared"
            else "N"
            if turn.question_no is None
            else f"{'Q' if turn.part == 'question' else 'A'}{turn.question_no}",
            turn.speaker.name,
        )
        for turn in transcript.turns
        if turn.speaker is not None
    ]


def expected(names: dict[str, str] = NAMES) -> list[tuple[str, str]]:
    return [(part, names[key]) for part, (key, _) in zip(PARTS, SAID, strict=True)]


def with_role(key: str, name: str, separator: str, end: str = "") -> str:
    return f"{name}{separator}{ROLES[key]}{end}" if ROLES[key] else name


RULE, DOUBLE, DOTS = "-" * 60, "=" * 60, "." * 120
NUMBERED = {key: (name, number) for number, (key, name) in enumerate(NAMES.items(), start=1)}
ANALYSTS = ("a1", "a2")


def terminal(key: str, name: str, said: str) -> str:
    mark = "Q - " if key in ANALYSTS else "A - "
    printed_name = name if key == "op" else f"{mark if said in QUESTIONS else ''}{name} {{BIO 1520{len(name)} <GO>}}"
    return f"{printed_name}\n\n{said}"


QUESTIONS = {said for _, said in SAID[4:]}


def callstreet(key: str, name: str, said: str) -> str:
    if key == "op":
        return f"Operator: {said}\n{DOTS}"
    mark = f" {'Q' if key in ANALYSTS else 'A'}" if said in QUESTIONS else ""
    role = f"Analyst, {ROLES[key]}" if key in ANALYSTS else f"{ROLES[key]}, Halvorsen Controls, Inc."
    return f"{name}\n{role}{mark}\n\n{said}\n{DOTS}"


LAYOUTS = {
    "numbers of turns between rules": printed(
        lambda k, n, s: f"{RULE}\n{with_role(k, n, ',  Halvorsen Controls Inc - ' if k not in ANALYSTS else ',  ')}   [7]\n{RULE}\n{s}",
        head=f"{HEAD}{DOUBLE}\nPresentation\n",
        questions=f"{DOUBLE}\nQuestions and Answers\n",
    ),
    "numbers of people of a terminal": printed(terminal, questions="Questions And Answers"),
    "marks behind the title": printed(callstreet, questions="QUESTION AND ANSWER SECTION"),
    "marks in angle brackets": printed(
        lambda k, n, s: f"{n}: {s}"
        if k == "op"
        else f"<{'Q' if k in ANALYSTS else 'A'} – {n}>: {s}"
        if s in QUESTIONS
        else f"{n}, {ROLES[k]}\n\n{s}",
        questions="Q&A",
    ),
    "kinds in parentheses": printed(
        lambda k, n, s: f"**{n}** ({'Operator' if k == 'op' else 'Analysts' if k in ANALYSTS else 'Executives'}):\n{s}"
    ),
    "clocks behind names": printed(lambda k, n, s: f"{n} (01:{len(s) % 60:02d}):\n{s}"),
    "clocks behind colons": printed(lambda k, n, s: f"{n}: [00:01:{len(s) % 60:02d}] {s}"),
    "numbered paragraphs": printed(lambda k, n, s: f"{len(s)}. {n}: {s}"),
    "titles in square brackets": printed(lambda k, n, s: f"[{with_role(k, n, ', ')}] {s}"),
    "slashes": printed(lambda k, n, s: f"{with_role(k, n, ' / ')}: {s}"),
    "firms first": printed(lambda k, n, s: f"{ROLES[k]} – {n}: {s}" if k in ANALYSTS else f"{n}: {s}"),
    "dashes on the line": printed(lambda k, n, s: f"{n} – {s}".replace("\n", " ")),
    "tabs": printed(lambda k, n, s: f"{n}\t{s}".replace("\n", " "), joint="\n"),
    "columns": printed(lambda k, n, s: f"{n:<20}{s}".replace("\n", "\n" + " " * 20), joint="\n"),
    "firms below names": printed(lambda k, n, s: f"{with_role(k, n, chr(10))}\n\n{s}"),
    "a table in Markdown": printed(
        lambda k, n, s: f"| {n} | {s} |".replace("\n", " "), head=f"{HEAD}| Speaker | Text |\n| --- | --- |\n", joint="\n"
    ),
    "spans of other classes": "<html><body>"
    + printed(
        lambda k, n, s: f"<div><span class='name'>{n}</span><span class='title'>{ROLES[k].replace('&', '&amp;')}</span></div><p>{s}</p>",
        head="<h1>Halvorsen Controls (NYSE: HVC) Q3 2024 Earnings Call</h1>",
    )
    + "</body></html>",
    "cells with a break": "<html><body><table>"
    + printed(lambda k, n, s: f"<tr><td><b>{n}</b><br>{ROLES[k].replace('&', '&amp;')}</td><td>{s}</td></tr>", head="")
    + "</table></body></html>",
    "pairs in JSON": json.dumps([[NAMES[k], s] for k, s in SAID]),
    "objects of one key": json.dumps([{NAMES[k]: s} for k, s in SAID]),
    "a page in JSON": json.dumps(
        {"symbol": "HVC", "content": "".join(f"<p><b>{NAMES[k]}</b></p><p>{s}</p>" for k, s in SAID)}
    ),
    "details beside numbers": json.dumps(
        {
            "speakers": [
                {"speaker": f"spk{NUMBERED[k][1]}", "speaker_info": {"name": NAMES[k], "title": ROLES[k]}, "text": s}
                for k, s in SAID
            ]
        }
    ),
    "listed sections": json.dumps(
        {
            "sections": [
                {"name": name, "speeches": [{"speaker": {"name": NAMES[k]}, "paragraphs": s.split("\n")} for k, s in part]}
                for name, part in (("Presentation", SAID[:4]), ("Q&A", SAID[4:]))
            ]
        }
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str) -> None:
    transcript = parse(LAYOUTS[name])
    assert read(transcript) == expected()
    assert all(transcript.source[t.start : t.end] == t.text for t in transcript.turns)
    assert not any(sign in t.text for t in transcript.turns if t.speaker for sign in ("----", "====", "....", "BIO"))
    kinds = {s.name: s.kind for s in transcript.speakers}
    assert kinds["Operator"] is Kind.OPERATOR
    assert kinds["James O'Neill"] is kinds["Li-Wei Chang"] is Kind.ANALYST
    assert {s.name: s.affiliation for s in transcript.speakers}["Li-Wei Chang"] == "Fenwick & Rowe"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"op": "THE OPERATOR", "ir": "MS. NATARAJAN", "ceo": "MR. OKAFOR", "cfo": "MS. RUIZ", "a1": "MR. O'NEILL", "a2": "MR. CHANG"}, None),
        ({"ir": "Natarajan", "ceo": "Okafor", "cfo": "Ruiz", "a1": "O'Neill", "a2": "Chang"}, None),
        ({"op": "Event Coordinator"}, None),
        ({"op": "Conference Call Host"}, None),
    ],
)  # fmt: skip
def test_other_names_for_the_same_people(changed: dict[str, str], line: Printer | None) -> None:
    names = {**NAMES, **changed}
    text = printed(line or (lambda _, n, s: f"{n}: {s}"), names=names)
    assert read(parse(text)) == expected(names)


def test_titles_alone_and_initials() -> None:
    titles = {**NAMES, "ir": "Head of IR", "ceo": "CEO", "cfo": "CFO", "a1": "Analyst 1", "a2": "Analyst 2"}
    said = parse(printed(lambda _, n, s: f"{n}: {s}", names=titles))
    assert read(said) == expected(titles)
    assert said.turns[-2].speaker is not None
    assert said.turns[-2].speaker.titles == ("cfo",)
    head = "Participants:\nPriya Natarajan (PN), VP of IR\nThomas Okafor (TO), Chief Executive Officer\nMaria Ruiz (MR), CFO\n\n"
    short = {**NAMES, "ir": "PN", "ceo": "TO", "cfo": "MR"}
    assert read(parse(printed(lambda _, n, s: f"{n}: {s}", names=short, head=head))) == expected()


WORDS = [(key, word) for key, said in SAID for word in said.split()]
VOICES = {key: f"spk_{number}" for key, (_, number) in NUMBERED.items()}


def amazon(*, labelled: bool) -> str:
    items: list[dict[str, object]] = []
    heard: list[dict[str, object]] = []
    for number, (key, word) in enumerate(WORDS):
        start, core = f"{number / 4:.2f}", word.rstrip(".,?:")
        voice = {"speaker_label": VOICES[key]}
        items.append({"start_time": start, "alternatives": [{"content": core}], **(voice if labelled else {})})
        heard.append({"start_time": start, **voice})
        if core != word:
            items.append({"alternatives": [{"content": word[len(core) :]}], "type": "punctuation"})
    results = {"items": items, "speaker_labels": {"segments": [{"items": heard, "speaker_label": "spk_1"}]}}
    return json.dumps({"results": {**results, "transcripts": [{"transcript": " ".join(w for _, w in WORDS)}]}})


def deepgram() -> str:
    words = [
        {"word": w.lower(), "punctuated_word": w, "start": i / 4, "speaker": NUMBERED[k][1]}
        for i, (k, w) in enumerate(WORDS)
    ]
    return json.dumps({"results": {"channels": [{"alternatives": [{"transcript": "…", "words": words}]}]}})


def google() -> str:
    words = [{"startTime": f"{i / 4}s", "word": w, "speakerTag": NUMBERED[k][1]} for i, (k, w) in enumerate(WORDS)]
    return json.dumps({"results": [{"alternatives": [{"words": words}]}]})


def azure() -> str:
    phrases = [{"speaker": NUMBERED[k][1], "nBest": [{"display": s, "lexical": s.lower()}]} for k, s in SAID]
    return json.dumps({"recognizedPhrases": phrases})


def tokens() -> str:
    rows = io.StringIO()
    writer = csv.writer(rows, delimiter="|")
    writer.writerow(["token", "speaker", "ts", "punctuation"])
    for key, word in WORDS:
        core = word.rstrip(".,?:")
        writer.writerow([core, NUMBERED[key][1], "", word[len(core) :]])
    return rows.getvalue()


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        (amazon(labelled=True), "spk_{}"),
        (amazon(labelled=False), "spk_{}"),
        (deepgram(), "Speaker {}"),
        (google(), "Speaker {}"),
        (azure(), "Speaker {}"),
        (tokens(), "Speaker {}"),
    ],
    ids=["amazon", "amazon-old", "deepgram", "google", "azure", "tokens"],
)
def test_words_of_speech_recognition(text: str, voice: str) -> None:
    transcript = parse(text)
    assert read(transcript) == expected({key: voice.format(number) for key, (_, number) in NUMBERED.items()})
    assert [t.text for t in transcript.turns if t.speaker][5] == "How are the order trends?"


def pages(head: str, foot: str) -> str:
    text = printed(lambda _, n, s: f"{n}: {s}")
    for number, cut in enumerate(("grew 12%.", "order trends?", "slight headwind."), start=1):
        text = text.replace(cut, f"{cut.split(' ')[0]}\n{foot.format(number)}\n\f{head}\n{cut.split(' ')[1]}", 1)
    return text


def test_running_heads_and_feet_are_left_out_of_speech() -> None:
    text = pages("OCTOBER 29, 2024, HVC.N - Q3 2024 Halvorsen Controls Inc Earnings Call", "Page {} of 4")
    transcript = parse(text)
    assert read(transcript) == expected()
    assert transcript.turns[3].text == "Revenue grew\n\f12%.\nBuilding Technologies: flat."
    assert [transcript.page(t.end - 1) for t in transcript.turns if t.speaker][:4] == [1, 1, 2, 2]
    assert "Page 2" not in transcript.source
    assert transcript.source.count("HVC.N") == 1
    assert transcript.metadata.ticker == "HVC"


def test_feet_without_form_feeds() -> None:
    foot = "\nwww.example.com | © 2024 Example Data. All rights reserved. {}\n"
    text = pages("", foot).replace("\f", "")
    transcript = parse(text)
    assert read(transcript) == expected()
    assert "Example Data" not in transcript.source


@pytest.mark.parametrize("text", [LAYOUTS["slashes"], LAYOUTS["firms below names"], LAYOUTS["marks behind the title"]])
def test_names_and_titles_that_come_back_are_no_heads(text: str) -> None:
    assert without_edges(text) is None
    broken = text.replace("\n\nOperator", "\n\n\fOperator")
    assert "Operator" in (without_edges(broken) or broken)
    assert read(parse(broken)) == expected()


def test_people_on_the_cover_and_a_moderator() -> None:
    cover = "“Sundara Polymers Limited\nQ2 FY’25 Earnings Conference Call”\nNovember 12, 2024\n\nMANAGEMENT: MR. RAJESH VENKATARAMAN – MANAGING DIRECTOR – SUNDARA POLYMERS LIMITED\n  MS. SUNITA DESHPANDE – CHIEF FINANCIAL OFFICER – SUNDARA POLYMERS LIMITED\nMODERATOR: MR. ANKIT SHAH – NORTHGATE SECURITIES\n\n"
    call = "Moderator: Welcome to the Q2 FY25 Earnings Conference Call of Sundara Polymers Limited hosted by Northgate Securities. I hand over to Mr. Ankit Shah. Thank you.\nAnkit Shah: Thank you.\nRajesh Venkataraman: Revenue grew 14%.\nModerator: We will now begin the question-and-answer session. The first question is from the line of Lakshminarayanan K. G. from Tunga Investments.\nLakshminarayanan K. G.: What was the realisation?\nSunita Deshpande: INR 148.\n"
    transcript = parse(cover + call)
    assert read(transcript) == [
        ("P", "Moderator"),
        ("P", "Ankit Shah"),
        ("P", "Rajesh Venkataraman"),
        ("N", "Moderator"),
        ("Q1", "Lakshminarayanan K. G."),
        ("A1", "Sunita Deshpande"),
    ]
    people = {s.name: s for s in transcript.speakers}
    assert people["Rajesh Venkataraman"].affiliation == "SUNDARA POLYMERS LIMITED"
    assert "cfo" in people["Sunita Deshpande"].titles
    assert transcript.metadata.company == "Sundara Polymers Limited"
    assert transcript.metadata.period == "Q2 2025"


@pytest.mark.parametrize(
    "text",
    [
        "Halvorsen Controls, Inc. (NYSE: HVC) Q3 2024 Earnings Call\n\nOperator: Welcome.\n\nAnn Lee, CEO: Thank you.\n",
        "HALVORSEN CONTROLS, INC. FQ3 2024 EARNINGS CALL | OCT 29, 2024\n\nOperator\n\nWelcome.\n\nAnn Lee -- CEO\n\nThank you.\n",
        "Operator\n\nWelcome.\n\nAnn Lee -- CEO\n\nOur partner is\n\nFenwick & Rowe\n\nas before.\n",
    ],
)  # fmt: skip
def test_companies_become_no_speakers(text: str) -> None:
    assert [name for _, name in read(parse(text))] == ["Operator", "Ann Lee"]


@pytest.mark.parametrize(
    ("head", "ticker"),
    [
        ("HVC US Equity\nQ3 2024 Earnings Call", "HVC"),
        ("HVC.N - Q3 2024 Halvorsen Controls Inc Earnings Call", "HVC"),
        ("Corrected Transcript\n29-Oct-2024\nHalvorsen Controls, Inc. (HVC)\nQ3 2024 Earnings Call", "HVC"),
        ("云岭智能(300999)2024年第三季度业绩电话会实录", "300999"),
        ("证券代码：002999   证券简称：云岭股份\n投资者关系活动记录表", "002999"),
        ("云岭智能(2024)年度业绩电话会", None),
    ],
)
def test_tickers_of_databases_and_exchanges(head: str, ticker: str | None) -> None:
    metadata = parse(f"{head}\n\nOperator: Welcome.\n\nAnn Lee, CEO: Thank you.\n").metadata
    assert metadata.ticker == ticker
    if "29-Oct" in head:
        assert str(metadata.date) == "2024-10-29"


def test_far_more_turns_than_a_call_are_refused() -> None:
    turns = [{"speaker": name, "text": "Yes."} for name in ("Ann Lee", "Bob Ray")] * 10_001
    with pytest.raises(InputError, match="20,002 turns"):
        parse(json.dumps(turns))


@pytest.mark.parametrize("filling", [" ", "- ", "A", "Ann ", "(00:00) ", "1. "])
def test_endless_lines_are_read_or_passed_over(filling: str) -> None:
    text = f"Operator{filling * 100_000}: hello\nAnn Lee, CEO: Thank you.\n"
    transcript = parse(text)
    assert all(transcript.source[t.start : t.end] == t.text for t in transcript.turns)


def test_a_firm_in_the_shape_of_a_name_stands_below_the_analyst() -> None:
    title = "DA Harmon -- Managing Director, Senior Research Analyst"
    text = f"Operator\n\nThe first question is from the line of Matt Sommer, with DA Harmon.\n\nMatt Sommer\n{title}\n\nHow is it?\n\nAnn Lee\nCEO\n\nFine.\n"
    transcript = parse(text)
    assert [name for _, name in read(transcript)] == ["Operator", "Matt Sommer", "Ann Lee"]
    assert {s.name: s.affiliation for s in transcript.speakers}["Matt Sommer"] == "DA Harmon"
