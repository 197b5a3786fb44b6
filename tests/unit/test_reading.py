"""Files to text: encodings, refusals, folders, ids."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableFile
from index.reading import find_files, printable, read_source, transcript_id

SIMPLIFIED = "主持人:各位好,欢迎参加电话会议。\r\n周明(首席财务官):毛利率为 42%,同比提升 3 个百分点。谢谢大家!\r\n"
TRADITIONAL = (
    "主持人：各位好，歡迎參加電話會議。\r\n周明（財務長）：毛利率為 42%，較去年同期提升三個百分點。謝謝大家！\r\n"
)
ENGLISH = "Operator: Good morning.\r\nAnn Lee (CEO): “We grew 12%” – café, naïve.\r\n"


def write(folder: Path, raw: bytes, name: str = "call.txt") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "utf-16", "utf-16"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "cp1252", "cp1252"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    raw = text.encode(encoding)
    read = read_source(write(tmp_path, raw))
    assert read.text == text
    assert read.encoding == found
    assert read.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("text", ["毛利率为多少?", "谢谢大家。", "周明:营收增长。", "我们的业务增长了两成", "财报"])
def test_a_few_words_in_gb18030(tmp_path: Path, text: str) -> None:
    read = read_source(write(tmp_path, text.encode("gb18030")))
    assert (read.text, read.encoding) == (text, "gb18030")


@pytest.mark.parametrize("text", ["毛利率為多少？", "謝謝大家。", "周明：營收成長。", "我們的業務成長了兩成", "財報"])
def test_a_few_words_in_big5(tmp_path: Path, text: str) -> None:
    read = read_source(write(tmp_path, text.encode("big5")))
    assert (read.text, read.encoding) == (text, "big5")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_the_shipped_transcript_in_other_encodings(tmp_path: Path, seed_path: Path, encoding: str) -> None:
    text = seed_path.read_text(encoding="utf-8")
    assert read_source(write(tmp_path, text.encode(encoding))).text == text


def test_a_long_traditional_text_in_big5(tmp_path: Path) -> None:
    text = TRADITIONAL * 200
    read = read_source(write(tmp_path, text.encode("big5")))
    assert (read.text, read.encoding) == (text, "big5")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SIMPLIFIED.split(","), "ABC 增长 24%", "Falcon3", "首席执行官"]), min_size=3, max_size=12
    )
)
def test_mixed_simplified_text_survives_gb18030(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    text = "。".join(pieces)
    path = write(tmp_path_factory.mktemp("gb"), text.encode("gb18030"))
    assert read_source(path).text == text


def test_line_breaks_are_kept(tmp_path: Path) -> None:
    assert read_source(write(tmp_path, b"a: 1\r\nb: 2\rc: 3\n")).text == "a: 1\r\nb: 2\rc: 3\n"


def office(inside: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(inside, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n  ", "is empty"),
        ("\u3000\u3000\n\ufeff".encode(), "only white space"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a damaged PDF document"),
        (office("word/document.xml"), "a damaged Word document"),
        (office("xl/workbook.xml"), "an Excel workbook (XLSX)"),
        (office("data.csv"), "a ZIP archive"),
        (b"PK\x03\x04broken", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n\x00", "a PNG image"),
        (b"{\\rtf1\\ansi text}", "a Rich Text document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "an old Microsoft Office document"),
        (b"\x00\x00\x00\x20ftypM4A ", "a video or audio file"),
        (b"ID3\x03\x00", "an MP3 recording"),
        (b"text\x00with\x00zeros and more of it", "a binary file"),
        (bytes(range(1, 256)) * 20, "a binary file"),
        (os.urandom(64) + b"\x00" * 7 + os.urandom(4096), "a binary file"),
    ],
)
def test_other_kinds_of_files_are_refused_by_what_they_are(tmp_path: Path, raw: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_source(write(tmp_path, raw))
    assert says in refused.value.message
    assert refused.value.hint
    assert "call.txt" in refused.value.message


def test_damaged_utf8_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    raw = (SIMPLIFIED * 5).encode()
    with pytest.raises(UnreadableFile, match="UTF-8 but damaged at byte"):
        read_source(write(tmp_path, raw[:100] + b"\xff" + raw[101:]))
    with pytest.raises(UnreadableFile, match="damaged at byte"):
        read_source(write(tmp_path, codecs.BOM_UTF16_LE + b"a\x00b\x00\x00\xd8c\x00"))


def test_missing_path_folder_and_special_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_source(tmp_path / "missing.txt")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_source(tmp_path)
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_source(write(tmp_path, b"x") / "below.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFile, match="not a regular file"):
        read_source(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_source(Path("zero\x00byte.txt"))
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_source(tmp_path / ("n" * 300))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, b"Operator: hello")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFile, match="may not be read"):
        read_source(path)


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(Path, "open", never)
    with pytest.raises(UnreadableFile, match=r"has 200\.0 MB; at most 20\.0 MB"):
        read_source(path)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, b"x" * 11)
    assert read_source(path, max_bytes=11).text == "x" * 11
    with pytest.raises(UnreadableFile, match="at most"):
        read_source(path, max_bytes=10)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("call.txt", "call.txt"),
        ("实录 2025.txt", "实录 2025.txt"),
        ("two\nlines.txt", "two\\nlines.txt"),
        ('a"b.txt', 'a\\"b.txt'),
        ("it's.txt", "it\\'s.txt"),
        ("back\\slash", "back\\\\slash"),
        ("evil\u202etxt.exe", "evil\\u202etxt.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("esc\x1b[31m", "esc\\x1b[31m"),
        ("byte\udcff", "byte\\udcff"),
    ],
)
def test_names_are_shown_escaped(name: str, shown: str) -> None:
    assert printable(name) == shown


@given(st.text(max_size=300))
def test_a_shown_name_has_nothing_that_acts(name: str) -> None:
    shown = printable(name)
    assert shown.isprintable() or shown == ""
    assert len(shown) <= 121
    shown.encode()


def test_a_message_escapes_the_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_source(write(tmp_path, b"", "odd\n\u202ename'.txt"))
    assert "odd\\n\\u202ename\\'.txt" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_id_is_that_of_the_normalised_text() -> None:
    ids = {
        transcript_id("Operator: hello\nAnn: hi"),
        transcript_id("\ufeffOperator: hello\nAnn: hi"),
        transcript_id("Operator: hello\r\nAnn: hi\r\n"),
        transcript_id("Operator: hello\rAnn: hi \n\n\t"),
    }
    assert ids == {hashlib.sha256(b"Operator: hello\nAnn: hi").hexdigest()[:16]}
    assert transcript_id("Operator: hello\n Ann: hi") not in ids


def test_folders_are_walked_for_readable_files(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.TXT",
        "deep/er/c.md",
        "picture.png",
        ".hidden.txt",
        ".git/d.txt",
        "deep/e.text",
        "README.md",
        "deep/Provenance.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Operator: hello")
    found = find_files([tmp_path])
    assert [str(p.relative_to(tmp_path)) for p in found] == ["a.TXT", "b.txt", "deep/e.text", "deep/er/c.md"]
    assert find_files([tmp_path, tmp_path / "b.txt"]) == found


def test_a_file_given_by_name_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    path = write(tmp_path, b"Operator: hello", "call.transcript")
    assert find_files([path]) == [path]


def test_loops_of_links_end(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    write(tmp_path / "one", b"Operator: hello")
    (tmp_path / "one" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "one" / "call.txt")
    found = [str(p.relative_to(tmp_path)) for p in find_files([tmp_path])]
    assert found == ["link.txt", "one/call.txt"]
    with pytest.raises(UnreadableFile, match="cannot be read"):
        find_files([tmp_path / "self.txt"])


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="holds no file that can be read") as refused:
        find_files([tmp_path])
    assert ".txt" in refused.value.hint
    with pytest.raises(UnreadableFile, match="does not exist"):
        find_files([tmp_path / "missing"])


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    write(tmp_path, b"Operator: hello")
    listed = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(UnreadableFile, match=r"locked.* may not be read"):
        find_files([tmp_path])
