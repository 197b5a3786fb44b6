"""`turncite doctor`: what is installed, which models are found, where data lies, and what to do about what is missing."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from assistant.factory import llm_spec, open_embedder, open_library
from assistant.llm import describe
from assistant.settings import Settings, config_file, load_settings
from index.errors import TurnCiteError

State = Literal["ok", "note", "missing"]
_MARKS: dict[State, str] = {"ok": "ok  ", "note": "note", "missing": "MISS"}
_PACKAGES = ("turncite", "torch", "sentence-transformers", "llama-index-core", "chromadb", "onnxruntime", "gradio")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `advice` says what to do where something is missing."""

    name: str
    state: State
    detail: str
    advice: str = ""

    def as_record(self) -> dict[str, Any]:
        """The finding as JSON."""
        return {"name": self.name, "state": self.state, "detail": self.detail, "advice": self.advice}


def examine() -> list[Finding]:
    """All findings; nothing is loaded, downloaded or changed."""
    findings = [_packages()]
    try:
        settings = load_settings()
    except TurnCiteError as error:
        return [*findings, Finding("settings", "missing", error.message, error.hint)]
    file = config_file()
    source = str(file.absolute()) if file.exists() else "defaults, TURNCITE_* environment"
    findings.append(Finding("settings", "ok", source))
    findings += [_folder("home", settings.home), _folder("cache", settings.cache)]
    findings += [_embedding(settings), _llm(settings), _library(settings), _browser()]
    return findings


def _packages() -> Finding:
    found, missing = [f"Python {platform.python_version()}"], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("packages", "missing", f"not installed: {', '.join(missing)}", "Run: make setup")
    return Finding("packages", "ok", ", ".join(found))


def _folder(name: str, path: Path) -> Finding:
    place = path
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free / 1e9
    state: State = "ok" if free > 2 else "note"
    advice = "" if state == "ok" else "Models and indexes need about 2 GB: free some space or set TURNCITE_CACHE."
    return Finding(name, state, f"{path} ({free:.1f} GB free)", advice)


def _embedding(settings: Settings) -> Finding:
    from index.embedding import EndpointEmbedder, PackagedEmbedder, packaged_status  # noqa: PLC0415 - loaded when needed

    try:
        embedder = open_embedder(settings)
    except TurnCiteError as error:
        return Finding("embedding model", "missing", error.message, error.hint)
    if isinstance(embedder, EndpointEmbedder):
        prefixes = f"{embedder.query_prefix!r} and {embedder.passage_prefix!r}"
        detail = f"{embedder.name} ({embedder.host}): an OpenAI-compatible endpoint; prefixes {prefixes}"
        return Finding("embedding model", "ok", detail)
    if settings.embed_model and settings.embed_model != PackagedEmbedder.name:
        return Finding("embedding model", "ok", f"{settings.embed_model} through sentence-transformers")
    status = packaged_status(settings.cache)
    if not status.usable:
        return Finding("embedding model", "missing", f"{PackagedEmbedder.name} cannot be made", status.hint)
    made = "ready" if status.converted else "made at its first use"
    return Finding("embedding model", "ok", f"{PackagedEmbedder.name}, packaged, {made}")


def _llm(settings: Settings) -> Finding:
    try:
        report = describe(llm_spec(settings))
    except TurnCiteError as error:
        return Finding("language model", "missing", error.message, error.hint)
    if report.kind == "none":
        return Finding("language model", "note", report.detail, report.advice)
    where = f"{report.name} ({report.where})" if report.name else report.where
    return Finding("language model", "ok" if report.ready else "missing", f"{where}: {report.detail}", report.advice)


def _library(settings: Settings) -> Finding:
    try:
        with open_library(settings) as library:
            health = library.check()
            count = len(library.transcripts())
    except TurnCiteError as error:
        return Finding("library", "missing", error.message, error.hint)
    if health.problems:
        return Finding("library", "missing", " ".join(health.problems), "Run: turncite ingest --rebuild")
    if not count:
        return Finding("library", "note", "empty", "Add a transcript: turncite ingest FILE")
    return Finding("library", "ok", f"{count} transcripts, {health.passages} passages")


def _browser() -> Finding:
    """Only the browser tests need one of our choosing."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if (path := shutil.which(name)) is not None:
            return Finding("browser for tests", "ok", path)
    return Finding("browser for tests", "note", "no Chromium found", "Only `make test` needs it: install chromium.")


def lines(findings: Sequence[Finding]) -> Iterator[str]:
    """The report for a terminal."""
    for finding in findings:
        yield f"[{_MARKS[finding.state]}] {finding.name:<18} {finding.detail}"
        if finding.advice:
            yield f"{'':26}{finding.advice}"
