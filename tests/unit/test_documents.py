"""PDF and Word documents: their text, their pages, and files that are damaged, protected or hostile."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents.pdf import PdfLine, reflow
from index.errors import UnreadableFile
from index.formats import parse
from index.models import Section
from index.reading import find_files, read_source
from tests.unit.document_files import WIDTH, bomb, docx, pdf

FIRST = (
    "Acme Widgets, Inc. (NYSE: ACW)",
    "Q3 2024 Earnings Call",
    "Prepared Remarks:",
    "Operator",
    "Good morning, and welcome to the Acme Widgets third quarter 2024 earnings call. All lines are muted.",
    "Ann Lee -- Chief Executive Officer",
    "Thank you, operator. We had a strong third-quarter, and our year-over-year growth was well above what we had told "
    "you in August. Demand for widgets went on rising in each of the regions, and we now believe that the half will certainly",
)
SECOND = (
    "be better than the first. Margins rose by two points.",
    "Questions and Answers:",
    "Bob Ray -- Northshore Securities -- Analyst",
    "How is demand?",
    "Ann Lee -- Chief Executive Officer",
    "Strong.",
)


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_a_pdf_is_read_by_turn_with_its_pages(tmp_path: Path) -> None:
    raw = pdf([FIRST, SECOND], head="Acme call transcript", foot="Page {n} of 2")
    source = read_source(write(tmp_path, "call.pdf", raw))
    transcript = parse(source.text)
    said = [(t.speaker.name, t.section, t.text) for t in transcript.turns if t.speaker]
    assert [(name, section) for name, section, _ in said] == [
        ("Operator", Section.PREPARED),
        ("Ann Lee", Section.PREPARED),
        ("Bob Ray", Section.QA),
        ("Ann Lee", Section.QA),
    ]
    assert said[0][2] == FIRST[4]
    assert " ".join(said[1][2].split()) == f"{FIRST[6]} {SECOND[0]}"
    assert "Page 1" not in source.text
    assert transcript.metadata.ticker == "ACW"
    pages = [transcript.page(t.start) for t in transcript.turns if t.speaker]
    assert pages == [1, 1, 2, 2]
    overleaf = transcript.source.index("Margins rose")
    assert (transcript.page(overleaf), transcript.page(overleaf - 3)) == (2, 1)


def test_a_sentence_over_the_end_of_a_page_stays_whole(tmp_path: Path) -> None:
    text = read_source(write(tmp_path, "call.pdf", pdf([FIRST, SECOND]))).text
    assert "that the half will certainly be better than the first." in text


def test_a_text_without_pages_has_none() -> None:
    assert parse("Operator: Welcome.\nAnn Lee (CEO): Thanks.\n").page(0) is None


def test_a_scanned_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"without text.*OCR"):
        read_source(write(tmp_path, "scan.pdf", pdf([[], [], []])))


def test_a_pdf_that_is_damaged_or_protected_is_refused(tmp_path: Path) -> None:
    whole = pdf([FIRST])
    with pytest.raises(UnreadableFile, match="damaged PDF"):
        read_source(write(tmp_path, "broken.pdf", whole[:9] + b"\x00garbage" * 30))
    locked = whole.replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >>"
        b" /ID [<00><00>]",
    )
    with pytest.raises(UnreadableFile, match="protected by a password"):
        read_source(write(tmp_path, "locked.pdf", locked))


def test_a_pdf_that_unpacks_without_end_harms_nobody(tmp_path: Path) -> None:
    stream = zlib.compress(b"BT /F1 9 Tf " + (b"0 -9 Td (" + b"word " * 200 + b") Tj ") * 3_500 + b"ET", 9)
    raw = pdf([["Operator"]])
    begin = raw.index(b"<< /Length")
    end = raw.index(b"endstream")
    raw = raw[:begin] + b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\n" % (len(stream), stream) + raw[end:]
    with pytest.raises(UnreadableFile, match="far more text than a call"):
        read_source(write(tmp_path, "bomb.pdf", raw))


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("a year-over\x02", "year gain", "a year-over-year gain"),
        ("a year-", "over-year gain", "a year-over-year gain"),
        ("if you -", "- I mean", "if you -- I mean"),
        ("if you --", "I mean", "if you -- I mean"),
        ("营收增", "长两成", "营收增长两成"),
        ("cloud", "云服务", "cloud 云服务"),
        ("a trans\x02", "formation; transformation", "a transformation; transformation"),
    ],
)
def test_lines_are_joined_as_they_were_before_they_were_broken(first: str, second: str, joined: str) -> None:
    page = [PdfLine(70.0, 500.0, 700.0, 10.0, first), PdfLine(70.0, 500.0, 688.0, 10.0, second)]
    assert reflow([page]).strip() == joined


lines_of_text = st.lists(st.text(st.sampled_from("ab -.\n营收。,"), min_size=1, max_size=WIDTH), max_size=12)


@settings(max_examples=80, deadline=None)
@given(st.lists(lines_of_text, max_size=5), st.integers(8, 16))
def test_reflowing_keeps_all_words_and_counts_all_pages(pages: list[list[str]], step: int) -> None:
    made = [
        [
            PdfLine(70.0, 70.0 + 6 * len(row), 700.0 - step * n, 10.0, "p" * number + row.replace("\n", " "))
            for n, row in enumerate(page)
        ]
        for number, page in enumerate(pages, start=1)
    ]
    text = reflow(made)
    assert text.count("\f") == max(1, len(pages))
    wanted = sorted(c for page in made for line in page for c in line.text if c.isalpha())
    assert sorted(c for c in text if c.isalpha()) == wanted


def test_a_word_document_is_read_by_turn(tmp_path: Path) -> None:
    raw = docx(
        [
            ("Acme Widgets Q3 2024 Earnings Call", ""),
            ("Operator", ""),
            ("", "Good morning, and welcome to the Acme Widgets third quarter 2024 earnings call."),
            ("Ann Lee, Chief Executive Officer", ""),
            ("", "Thank you. Revenue: up 20%."),
            ("Dana Fox, Chief Financial Officer: ", "Margins were stable."),
        ]
    )
    transcript = parse(read_source(write(tmp_path, "call.docx", raw)).text)
    assert [(t.speaker.name, t.text) for t in transcript.turns if t.speaker][:2] == [
        ("Operator", "Good morning, and welcome to the Acme Widgets third quarter 2024 earnings call."),
        ("Ann Lee", "Thank you. Revenue: up 20%.\nDana Fox, Chief Financial Officer: Margins were stable."),
    ]
    assert transcript.metadata.period == "Q3 2024"


def test_names_in_bold_and_in_tables_of_a_word_document(tmp_path: Path) -> None:
    speech = "Thank you, and good morning. It was a strong quarter, with demand up in every region that we serve."
    bold = docx([("Operator", " Welcome to the call."), ("Ann Lee", f" {speech}"), ("Operator", " Goodbye, everyone.")])
    table = docx(
        [], [("Operator", "Welcome to the call."), ("Ann Lee (CEO)", speech), ("Operator", "Goodbye, everyone.")]
    )
    for number, raw in enumerate((bold, table)):
        transcript = parse(read_source(write(tmp_path, f"{number}.docx", raw)).text)
        assert [t.speaker.name for t in transcript.turns if t.speaker] == ["Operator", "Ann Lee", "Operator"]
        assert transcript.turns[1].text == speech


@pytest.mark.parametrize(("part", "size"), [("word/document.xml", 40_000_000), ("word/media/image1.png", 150_000_000)])
def test_a_word_document_that_unpacks_to_far_too_much_is_not_unpacked(tmp_path: Path, part: str, size: int) -> None:
    with pytest.raises(UnreadableFile, match="unpacks to far more than a transcript"):
        read_source(write(tmp_path, "bomb.docx", bomb(part, size)))


def test_entities_in_a_word_document_do_not_expand(tmp_path: Path) -> None:
    import io
    import zipfile

    raw = docx([("Operator", " Welcome.")])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
                head = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{levels}]>'
                part = head.encode() + part[part.index(b"<w:document") :].replace(b"Welcome", b"&e11;")
            new.writestr(name, part)
    with pytest.raises(UnreadableFile, match="damaged Word document"):
        read_source(write(tmp_path, "entities.docx", out.getvalue()))


def test_a_word_document_without_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="without text"):
        read_source(write(tmp_path, "empty.docx", docx([])))


def test_documents_are_found_in_folders(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.DOCX", "c.xlsx", "d.json", "e.vtt", "f.html"):
        write(tmp_path, name, b"x")
    assert [path.name for path in find_files([tmp_path])] == ["a.pdf", "b.DOCX", "d.json", "e.vtt", "f.html"]
