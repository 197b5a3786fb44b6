"""Every error TurnCite raises on purpose.

    TurnCiteError
    ├── InputError            the user's input cannot be used (file, folder, argument, question)
    │   ├── UnreadableFile    a file is missing, unreadable, too large, binary or empty
    │   └── UnknownTranscript an id that the library does not hold
    ├── SettingsError         a setting has no usable value
    ├── StoreError            the library's own files cannot be used
    │   ├── StoreBusy         another process is writing
    │   ├── StoreMismatch     the library was built with other settings
    │   ├── StoreCorrupt      the library's files are damaged
    │   └── StoreNotWritable  read-only folder or full disk
    ├── ModelError            an embedding model or LLM cannot be loaded or assembled
    ├── EngineError           processes or a cluster that share the work of an ingest cannot be used
    └── LLMError              an LLM endpoint is down, wrong, slow, or broke off

Each message is one sentence that says what is wrong, followed where possible by what to do (`hint`). The command
line prints both and exits with 1; the page shows them. Vendor exceptions are mapped to these in the adapters.
"""

from __future__ import annotations


class TurnCiteError(Exception):
    """Base of all errors; `str(error)` is fit to be shown to a user."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(TurnCiteError):
    """The user's input cannot be used."""


class UnreadableFile(InputError):
    """A file is missing, unreadable, too large, binary or empty."""


class UnknownTranscript(InputError):
    """No transcript of the library has this id."""


class SettingsError(TurnCiteError):
    """A setting has no usable value."""


class StoreError(TurnCiteError):
    """The library's own files cannot be used."""


class StoreBusy(StoreError):
    """Another process is writing to the library."""


class StoreMismatch(StoreError):
    """The library was built with other settings than the ones in force."""


class StoreCorrupt(StoreError):
    """The library's files are damaged."""


class StoreNotWritable(StoreError):
    """The library's folder is read-only or its disk is full."""


class ModelError(TurnCiteError):
    """An embedding model or LLM cannot be loaded or assembled."""


class EngineError(TurnCiteError):
    """Processes or a cluster that share the work of an ingest cannot be used."""


class LLMError(TurnCiteError):
    """An LLM endpoint is down, wrong, slow, or broke off."""
