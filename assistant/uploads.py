"""Files that come in through the page: looked at before they are added, kept in the home folder, removed with undo."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.document import count_words
from index.errors import InputError, StoreNotWritable, UnreadableFile
from index.library import FileOutcome, IngestEvent, Library, Original
from index.models import Metadata, Transcript
from index.reading import printable

MAX_FILES = 20
"""Files in one go."""
MAX_BYTES = 20_000_000
"""Bytes of one file; a transcript is rarely over 1 MB."""
_FOLDER = "uploads"
_LONGEST_STEM = 80


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file would be read as. `known` is the id of the same call where the library holds it."""

    transcript: Transcript
    words: int
    known: bool


def check_path(path: str, folder: Path) -> Path:
    """A path that a browser names, inside the folder that uploads arrive in; InputError for any other."""
    found = Path(path).resolve()
    if not (found.is_relative_to(folder.resolve()) and found.is_file()):
        raise InputError("This file was not uploaded here, or is there no more.", "Upload it again.")
    if found.stat().st_size > MAX_BYTES:
        raise UnreadableFile(
            f"{printable(found.name)} has more than {MAX_BYTES // 1_000_000} MB.",
            "A transcript is rarely over 1 MB: check the file, or split it.",
        )
    return found


def recognise(library: Library, path: Path, overrides: Metadata | None = None) -> Recognised:
    """Read a file without adding it; UnreadableFile where it cannot be read."""
    try:
        transcript = library.preview(path, overrides)
    except UnreadableFile as error:
        # The reader knows the file by its name, not by where it was put on the way.
        raise UnreadableFile(error.message.replace(printable(str(path)), printable(path.name)), error.hint) from error
    if not transcript.source.strip():
        raise UnreadableFile(f"{printable(path.name)} holds no text.", "Give a file that holds a transcript.")
    known = any(info.id == transcript.id for info in library.transcripts())
    return Recognised(transcript, sum(count_words(turn.text) for turn in transcript.turns), known)


def add(
    library: Library, path: Path, overrides: Metadata, progress: Callable[[IngestEvent], None] | None = None
) -> FileOutcome:
    """Keep an uploaded file in the home folder and add it; where it cannot be added, nothing is kept."""
    kept = _keep(library.home / _FOLDER, path)
    try:
        outcome = library.ingest([kept], overrides, progress).files[0]
    finally:
        if str(kept) not in {info.path for info in library.transcripts()}:
            kept.unlink(missing_ok=True)  # it failed, or the library has this call from another file
    # What the reader sees is the file's own name, not where a copy of it lies.
    reason = outcome.reason.replace(str(kept), path.name).replace(kept.name, path.name) if outcome.reason else None
    return replace(outcome, path=path.name, reason=reason)


def remove(library: Library, transcript_id: str) -> Original:
    """Remove a transcript; what is returned brings it back."""
    original = library.original(transcript_id)
    library.remove(transcript_id)
    return original


def restore(library: Library, original: Original) -> FileOutcome:
    """Bring a removed transcript back: from its file where that is unchanged, else from the text that was kept."""
    path = Path(original.path)
    if not _unchanged(path, original.sha256):
        path = _free(library.home / _FOLDER, f"{path.stem}.txt")
        _write(path, original.text.encode())
    return library.ingest([path], original.overrides).files[0]


def sweep(library: Library) -> None:
    """Delete the uploaded files of transcripts that were removed, once nothing can bring them back any more."""
    held = {info.path for info in library.transcripts()}
    for path in (library.home / _FOLDER).glob("*"):
        if str(path) not in held:
            path.unlink(missing_ok=True)


def _unchanged(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _keep(folder: Path, path: Path) -> Path:
    """A copy of the file in the folder, under its own name made harmless."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    wanted = folder / safe_name(path.name)
    if _unchanged(wanted, digest):
        return wanted
    target = _free(folder, wanted.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError as error:
        raise StoreNotWritable(f"{folder} cannot be written: {error.strerror}.", "Check the disk.") from error
    return target


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StoreNotWritable(f"{path.parent} cannot be written: {error.strerror}.", "Check the disk.") from error


def safe_name(name: str) -> str:
    """A file name without path, control or direction characters, not hidden, and not too long."""
    name = "".join(c for c in " ".join(unicodedata.normalize("NFC", name).split()) if unicodedata.category(c)[0] != "C")
    stem, suffix = os.path.splitext(re.sub(r"[/\\:*?\"<>|]+", "_", name).strip(". "))  # noqa: PTH122 - text, not a path
    return f"{stem[:_LONGEST_STEM] or 'transcript'}{suffix[:12]}"


def _free(folder: Path, name: str) -> Path:
    """A name in the folder that is not taken."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path
