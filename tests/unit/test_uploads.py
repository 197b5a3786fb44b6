from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import uploads
from assistant.corrections import corrections, parse_period
from index.errors import InputError, UnreadableFile
from index.library import Library
from index.models import Metadata
from tests.fakes import QuickEmbedder, write_call


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", QuickEmbedder()) as library:
        yield library


def test_looking_at_a_file_adds_nothing(library: Library, tmp_path: Path) -> None:
    found = uploads.recognise(library, write_call(tmp_path, "Orvane"), Metadata(company="Orvane Works"))
    assert (found.transcript.metadata.company, found.known) == ("Orvane Works", False)
    assert found.words > 100
    assert library.transcripts() == []


def test_a_file_that_cannot_be_read_is_named_without_its_place(library: Library, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" ")
    with pytest.raises(UnreadableFile, match=r"^.empty\.txt. is empty"):
        uploads.recognise(library, empty)


def test_an_added_file_is_kept_and_corrected(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Orvane")
    outcome = uploads.add(library, path, corrections(company="Orvane Works", period="3Q2026"))
    assert (outcome.status, outcome.path) == ("added", "orvane.txt")
    path.unlink()
    (info,) = library.transcripts()
    assert (info.company, info.period) == ("Orvane Works", "Q3 2026")
    assert Path(info.path) == library.home / "uploads" / "orvane.txt"
    assert uploads.recognise(library, Path(info.path)).known


def test_two_files_of_one_name_do_not_meet(library: Library, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        path = write_call(tmp_path / folder, "Orvane", seed=ord(folder))
        uploads.add(library, path, Metadata())
    assert sorted(Path(info.path).name for info in library.transcripts()) == ["orvane-2.txt", "orvane.txt"]


def test_a_file_that_is_not_added_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Orvane")
    uploads.add(library, path, Metadata())
    again = tmp_path / "again.txt"
    again.write_bytes(path.read_bytes())
    assert uploads.add(library, again, Metadata()).status == "unchanged"
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    assert uploads.add(library, broken, Metadata()).status == "failed"
    assert [file.name for file in (library.home / "uploads").iterdir()] == ["orvane.txt"]


def test_removed_and_restored_it_is_the_same(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Orvane")
    library.ingest([path], Metadata(company="Orvane Works"))
    (before,) = library.transcripts()
    text = library.transcript(before.id).source
    kept = uploads.remove(library, before.id)
    assert library.transcripts() == []
    path.write_text("Something else by now.", encoding="utf-8")
    uploads.restore(library, kept)
    (after,) = library.transcripts()
    assert (after.id, after.company) == (before.id, "Orvane Works")
    assert library.transcript(after.id).source == text


def test_what_was_removed_is_cleared_away_in_the_end(library: Library, tmp_path: Path) -> None:
    for name in ("Orvane", "Calder"):
        uploads.add(library, write_call(tmp_path, name), Metadata())
    uploads.remove(library, next(info.id for info in library.transcripts() if "Orvane" in (info.company or "")))
    uploads.sweep(library)
    assert [file.name for file in (library.home / "uploads").iterdir()] == ["calder.txt"]


def test_only_uploaded_files_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    inside = folder / "a.txt"
    inside.write_text("x")
    outside = tmp_path / "b.txt"
    outside.write_text("x")
    (folder / "link.txt").symlink_to(outside)
    assert uploads.check_path(str(inside), folder) == inside.resolve()
    for path in (outside, folder / ".." / "b.txt", folder / "link.txt", folder, folder / "none.txt"):
        with pytest.raises(InputError, match="not uploaded here"):
            uploads.check_path(str(path), folder)


@given(st.text(max_size=300))
def test_a_safe_name_stays_in_its_folder(name: str) -> None:
    safe = uploads.safe_name(name)
    assert Path("/folder", safe).parent == Path("/folder")
    assert 0 < len(safe) <= 100
    assert not safe.startswith(".")
    assert safe.isprintable()


@pytest.mark.parametrize(
    ("text", "period"), [("Q4 2025", (2025, 4)), ("2025Q4", (2025, 4)), ("4Q2025", (2025, 4)), ("FY2025", (2025, None))]
)
def test_periods_as_people_write_them(text: str, period: tuple[int, int | None]) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("wrong", [{"period": "last quarter"}, {"date": "5 May"}])
def test_a_correction_that_cannot_be_read_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        corrections(**wrong)
    assert corrections(title="", company="") == Metadata()
