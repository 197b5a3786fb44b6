"""Where the exceptions of SQLite, Chroma, HTTP and the operating system become the project's own."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreBusy, StoreCorrupt, StoreError, StoreNotWritable, TurnCiteError

REBUILD = "Run `turncite ingest --rebuild` to build it anew from the stored transcripts."
_FULL = "Free some space, or set TURNCITE_HOME to a folder on another disk."
_READ_ONLY = "Make it writable, or set TURNCITE_HOME to a folder that is."

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

# https://www.sqlite.org/rescode.html: primary result codes
_SQLITE_BUSY = frozenset({5, 6})
_SQLITE_READONLY = 8
_SQLITE_FULL = 13
_SQLITE_CANTOPEN = 14
_SQLITE_BROKEN = frozenset({1, 11, 24, 26})
_SQLITE_WORDS = {
    "database or disk is full": _SQLITE_FULL,
    "readonly database": _SQLITE_READONLY,
    "database is locked": 5,
    "unable to open": _SQLITE_CANTOPEN,
    "malformed": 11,
    "not a database": 26,
    "no such table": 1,
    "Could not decode": 11,
}


class ChromaUnavailable(Exception):
    """Embedded Chroma cannot run here, though its files may be sound: it writes a row even when it only reads."""


def not_writable(folder: Path) -> StoreNotWritable:
    """The error for a folder without write permission."""
    return StoreNotWritable(f"The library's folder {folder} cannot be written to.", _READ_ONLY)


def disk_full(folder: Path) -> StoreNotWritable:
    """The error for a full disk."""
    return StoreNotWritable(f"The disk that holds the library {folder} is full; nothing was half-written.", _FULL)


@contextmanager
def file_errors(folder: Path) -> Iterator[None]:
    """Map OSError from work on the library's own files."""
    try:
        yield
    except OSError as error:
        raise _from_os(error, folder) from error


@contextmanager
def catalog_errors(path: Path) -> Iterator[None]:
    """Map what SQLite raises for the catalog at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(_sqlite_code(error), str(error), path) from error


@contextmanager
def embedded_errors(folder: Path) -> Iterator[None]:
    """Map what embedded Chroma raises for its files in `folder`.

    ChromaUnavailable where the fault lies with the place (read-only, full, locked) and not with the files.
    """
    try:
        yield
    except (TurnCiteError, KeyboardInterrupt, SystemExit):
        raise
    except OSError as error:
        raise _from_os(error, folder) from error
    except BaseException as error:
        if not _is_vendor_fault(error):
            raise
        code = _code_in(str(error))
        if code in {_SQLITE_FULL, _SQLITE_READONLY} or code in _SQLITE_BUSY:
            raise ChromaUnavailable(str(error)) from error
        raise StoreCorrupt(f"The vector index in {folder} is damaged ({_first_line(error)}).", REBUILD) from error


@contextmanager
def server_errors(url: str) -> Iterator[None]:
    """Map what the client of a Chroma server raises."""
    import httpx  # noqa: PLC0415 - start-up need not pay for it

    hint = "Start the server, or correct TURNCITE_CHROMA_URL (unset, vectors are kept in the library's own folder)."
    try:
        yield
    except TurnCiteError:
        raise
    except httpx.TimeoutException as error:
        raise StoreError(f"The Chroma server at {url} does not answer in time.", hint) from error
    except httpx.HTTPError as error:
        raise StoreError(f"The Chroma server at {url} cannot be reached.", hint) from error
    except ValueError as error:
        if "connect" not in str(error).lower():
            raise
        raise StoreError(f"The Chroma server at {url} cannot be reached.", hint) from error
    except Exception as error:
        if not _is_vendor_fault(error):
            raise
        raise StoreError(f"The Chroma server at {url} refused a request ({_first_line(error)}).", hint) from error


def _from_os(error: OSError, folder: Path) -> StoreError:
    if error.errno in _NO_SPACE:
        return disk_full(folder)
    if error.errno in _FORBIDDEN:
        return not_writable(folder)
    return StoreError(f"The library's folder {folder} cannot be used: {error.strerror or error}.")


def _from_sqlite(code: int, message: str, path: Path) -> StoreError:
    if code in _SQLITE_BUSY:
        return StoreBusy(f"Another process keeps the library's catalog {path} locked.", "Try again in a moment.")
    if code == _SQLITE_FULL:
        return disk_full(path.parent)
    if code == _SQLITE_READONLY:
        return not_writable(path.parent)
    if code in _SQLITE_BROKEN:
        return StoreCorrupt(f"The library's catalog {path} is damaged ({message}).", REBUILD)
    return StoreError(f"The library's catalog {path} cannot be used: {message}.")


def _sqlite_code(error: sqlite3.Error) -> int:
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else _code_in(str(error))


def _code_in(message: str) -> int:
    """SQLite's primary result code by its words, 0 where there are none of them."""
    return next((code for words, code in _SQLITE_WORDS.items() if words in message), 0)


def _is_vendor_fault(error: BaseException) -> bool:
    """Whether Chroma raised this: its own error classes, a panic of its Rust part, or a half-built client."""
    if type(error).__name__ == "PanicException" or isinstance(error, AttributeError | RuntimeError | sqlite3.Error):
        return True
    return any(cls.__module__.startswith("chromadb.") for cls in type(error).__mro__)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
