"""Files to text: what a file is, in which encoding, and a clear refusal where it cannot be read.

Of documents (PDF, DOCX) the text is taken out. Text files are kept as they stand: line breaks and punctuation are not
touched. Only a byte order mark, which belongs to the encoding, is left out.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.charsets import decode_chinese
from index.documents import reader_of
from index.errors import UnreadableFile

_TEXT_HINT = "Give a plain text file of the transcript."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\x89PNG\r\n", "a PNG image", _TEXT_HINT),
    (b"\xff\xd8\xff", "a JPEG image", _TEXT_HINT),
    (b"GIF8", "a GIF image", _TEXT_HINT),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it first."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document", "Save it as plain text (.txt)."),
    (b"{\\rtf", "a Rich Text document", "Save it as plain text (.txt)."),
    (b"SQLite format 3\x00", "an SQLite database", _TEXT_HINT),
    (b"ID3", "an MP3 recording", "Transcribe it first."),
    (b"OggS", "an Ogg recording", "Transcribe it first."),
    (b"fLaC", "a FLAC recording", "Transcribe it first."),
    (b"\x7fELF", "a program", _TEXT_HINT),
)
_OFFICE = (
    ("word/", "a damaged Word document", "Save it as plain text (.txt)."),
    ("xl/", "an Excel workbook (XLSX)", _TEXT_HINT),
    ("ppt/", "a PowerPoint presentation (PPTX)", _TEXT_HINT),
    ("META-INF/container.xml", "an EPUB book", _TEXT_HINT),
    ("content.xml", "an OpenDocument file", "Save it as plain text (.txt)."),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PLAUSIBLE = re.compile(r"[\n\r\t\x20-\x7e\u00a0-\u024f\u2010-\u203b\u20ac\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MOST_CONTROL = 0.001
_LONGEST_NAME = 120
MAX_BYTES = 20_000_000
"""Bytes of one file; a transcript is rarely over 1 MB."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read: its text, the encoding it was in ("binary" for a document), the sha256 (hex) of its bytes."""

    path: Path
    text: str
    encoding: str
    sha256: str


def printable(name: str) -> str:
    """A file name fit for a message: control, format and quotation characters escaped, a long one cut in the middle."""
    shown = []
    for char in str(name):
        if char in "\\\"'":
            shown.append(f"\\{char}")
        else:
            shown.append(char if char.isprintable() else char.encode("unicode_escape").decode("ascii"))
    text = "".join(shown)
    if len(text) > _LONGEST_NAME:
        text = f"{text[: _LONGEST_NAME // 2]}…{text[-_LONGEST_NAME // 2 :]}"
    return text


def read_source(path: Path, max_bytes: int = MAX_BYTES) -> SourceFile:
    """The text of a file; UnreadableFile for all that `read_bytes` and `decode_source` refuse."""
    return decode_source(path, read_bytes(path, max_bytes))


def decode_source(path: Path, raw: bytes) -> SourceFile:
    """The text in a file's bytes: of a PDF or Word document, or in UTF-8, UTF-16, GB18030, Big5 or another encoding
    that can be told from the bytes. The path is for messages only.

    UnreadableFile where the file is empty, of another kind, protected, damaged, or in an encoding that cannot be told.
    """
    name = _named(path)
    if not raw.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise UnreadableFile(f"{name} is empty.", "Give a file that holds a transcript.")
    if (reader := reader_of(raw)) is not None:
        text, encoding = reader(raw, name), "binary"
    else:
        _refuse_other_kinds(raw, name)
        text, encoding = _decode(raw, name)
    if not text.strip("\ufeff\u200b \t\r\n\x0b\x0c\x85\xa0\u2028\u2029\u3000"):
        raise UnreadableFile(f"{name} holds only white space.", "Give a file that holds a transcript.")
    return SourceFile(path, text, encoding, hashlib.sha256(raw).hexdigest())


def transcript_id(text: str) -> str:
    """The first 16 hex digits of the sha256 of a normalised text: no byte order mark, line breaks as LF, no white
    space at the end. The same call saved by two editors has one id."""
    normalised = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return hashlib.sha256(normalised.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read: those given by name, and in folders, however deep, all with an ending that a format reads.

    Sorted, each once. Hidden files and folders are passed over, as are files that by their name tell of the
    folder (README, PROVENANCE, LICENSE ...); a link to a folder is followed, but no folder is
    entered twice. UnreadableFile for a path that does not exist, a folder that cannot be listed, or a folder
    without any such file.
    """
    from index.formats import readable_extensions  # noqa: PLC0415 - the formats need this module

    endings = readable_extensions()
    found: set[Path] = set()
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            raise _refusal(path, error) from error
        if not is_folder:
            found.add(path)
            continue
        inside = set(_walk(path, endings))
        if not inside:
            raise UnreadableFile(
                f"The folder {_named(path)} holds no file that can be read.",
                f"Files ending in {', '.join(sorted(endings))} are read.",
            )
        found |= inside
    return sorted(found)


_ABOUT_THE_FOLDER = frozenset("README PROVENANCE LICENSE LICENCE NOTICE CHANGELOG CONTRIBUTING COPYING AUTHORS".split())


def _walk(folder: Path, endings: frozenset[str]) -> Iterator[Path]:
    entered: set[tuple[int, int]] = set()

    def refuse(error: OSError) -> None:
        raise _refusal(Path(error.filename or folder), error) from error

    for here, folders, files in os.walk(folder, onerror=refuse, followlinks=True):
        state = Path(here).stat()
        if (state.st_dev, state.st_ino) in entered:
            folders.clear()
            continue
        entered.add((state.st_dev, state.st_ino))
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in files:
            path = Path(here) / file
            if file.startswith(".") or path.stem.upper() in _ABOUT_THE_FOLDER:
                continue
            if path.suffix.lower() in endings and path.is_file():
                yield path


def _named(path: Path) -> str:
    return f'"{printable(str(path))}"'


def _refusal(path: Path, error: OSError | ValueError) -> UnreadableFile:
    """The user's sentence for an error of the file system."""
    name = _named(path)
    if isinstance(error, FileNotFoundError):
        return UnreadableFile(f"{name} does not exist.", "Check the path.")
    if isinstance(error, PermissionError):
        return UnreadableFile(f"{name} may not be read.", "Change its permissions, or choose another file.")
    if isinstance(error, NotADirectoryError):
        return UnreadableFile(f"{name} does not exist: a part of the path is a file.", "Check the path.")
    reason = getattr(error, "strerror", None) or str(error)
    return UnreadableFile(f"{name} cannot be read: {reason[:1].lower()}{reason[1:]}.", "Check the path and the disk.")


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file; UnreadableFile where it is missing, a folder, not permitted, or larger than `max_bytes` (it is
    then not read)."""
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise UnreadableFile(f"{_named(path)} is a folder, not a file.", "Give a file, or ingest the folder.")
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableFile(f"{_named(path)} is not a regular file.", _TEXT_HINT)
        if state.st_size > max_bytes:
            raise _too_large(path, state.st_size, max_bytes)
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from error
    if len(raw) > max_bytes:
        raise _too_large(path, len(raw), max_bytes)
    return raw


def _too_large(path: Path, size: int, max_bytes: int) -> UnreadableFile:
    return UnreadableFile(
        f"{_named(path)} has {size / 1e6:,.1f} MB; at most {max_bytes / 1e6:,.1f} MB are read.",
        "A transcript is rarely over 1 MB: check the file, or split it.",
    )


def _refuse_other_kinds(raw: bytes, name: str) -> None:
    for magic, kind, hint in _MAGIC:
        if raw.startswith(magic):
            raise UnreadableFile(f"{name} is {kind}, not text.", hint)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind, hint = _kind_of_zip(raw)
        raise UnreadableFile(f"{name} is {kind}, not text.", hint)
    if raw[4:8] == b"ftyp":
        raise UnreadableFile(f"{name} is a video or audio file, not text.", "Transcribe it first.")
    if raw.startswith(b"RIFF") and raw[8:12] in (b"WAVE", b"AVI ", b"WEBP"):
        raise UnreadableFile(f"{name} is a media file, not text.", "Transcribe it first.")


def _kind_of_zip(raw: bytes) -> tuple[str, str]:
    import zipfile  # noqa: PLC0415 - needed for refusals only

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        names = []
    for inside, kind, hint in _OFFICE:
        if any(n.startswith(inside) for n in names):
            return kind, hint
    return "a ZIP archive", "Unpack it first."


def _decode(raw: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableFile(
                    f"{name} begins as {encoding.upper().removesuffix('-SIG')} but is damaged at byte {error.start:,}.",
                    "Save it again as UTF-8.",
                ) from error
            return _checked(text, name), encoding
    if decoded := _utf16_without_mark(raw):
        return decoded
    if b"\x00" in raw:
        raise _binary(name)
    try:
        return _checked(raw.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError as error:
        broken = error
    _checked(raw.decode("latin-1"), name)
    if decoded := decode_chinese(raw):
        return decoded
    if _mostly_utf8(raw):
        raise UnreadableFile(f"{name} is UTF-8 but damaged at byte {broken.start:,}.", "Save it again as UTF-8.")
    if decoded := _windows_english(raw) or _by_library(raw):
        return decoded
    raise UnreadableFile(f"The encoding of {name} cannot be told.", "Save it as UTF-8.")


def _utf16_without_mark(raw: bytes) -> tuple[str, str] | None:
    """UTF-16 shows by what comes out of it: letters, Chinese characters and punctuation, hardly anything else."""
    if len(raw) % 2 or len(raw) < 4:
        return None
    sample = raw[:20_000]
    if b"\x00" not in raw and _is_utf8(raw):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = sample.decode(encoding)
            plausible = len(_PLAUSIBLE.findall(text))
            common = len(re.findall(r"[\n\x20-\x7e,。的、:]", text))
            if plausible >= 0.97 * len(text) and common >= 0.05 * len(text):
                return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(raw: bytes) -> bool:
    """Whether nearly every byte beyond ASCII is part of a valid UTF-8 sequence of a longer text."""
    beyond = sum(1 for byte in raw if byte >= 0x80)
    lost = raw.decode("utf-8", "replace").count("\ufffd")
    return beyond >= 20 and lost <= 0.05 * beyond


def _windows_english(raw: bytes) -> tuple[str, str] | None:
    """Windows-1252, where bytes beyond ASCII are few and single: quotation marks, dashes, accents in English text."""
    runs = re.findall(rb"[\x80-\xff]+", raw)
    if sum(map(len, runs)) > 0.1 * len(raw) or sum(len(run) > 1 for run in runs) > 0.3 * len(runs):
        return None
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return None


def _by_library(raw: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - needed for rare encodings only

    best = from_bytes(raw).best()
    if best is None or best.encoding is None:
        return None
    try:
        return raw.decode(best.encoding), best.encoding.replace("_", "-")
    except UnicodeDecodeError:
        return None


def _checked(text: str, name: str) -> str:
    """The text, unless control characters show that it is none."""
    if len(_CONTROL.findall(text)) > max(2, _MOST_CONTROL * len(text)):
        raise _binary(name)
    return text


def _binary(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is a binary file, not text.", _TEXT_HINT)
