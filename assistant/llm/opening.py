"""From settings to a language model, and what there is to say about it before it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from assistant.llm._address import Address
from assistant.llm._errors import MODEL_SETTING, URL_SETTING
from assistant.llm.base import ChatModel, Timeouts
from assistant.llm.embedded import EmbeddedModel, check_gguf, is_available
from assistant.llm.endpoint import EndpointModel
from assistant.llm.packaged import INSTALL, PackagedModel, Progress, State, gigabytes
from index.errors import ModelError, SettingsError, TurnCiteError

Mode = Literal["auto", "none", "local", "endpoint"]
Kind = Literal["endpoint", "embedded", "none"]


@dataclass(frozen=True, slots=True)
class LLMSpec:
    """Which language model is wanted.

    `mode`: "endpoint" (`url`), "local" (the GGUF file `model`, or the packaged one), "none", or "auto": the endpoint
    where `url` is set, else the local model where it is installed, else none. `timeout` is in seconds, to the first
    piece of a reply and between two; the embedded model, whose users queue, gets ten times as long to the first.
    """

    cache: Path
    mode: Mode = "auto"
    url: str | None = field(default=None, repr=False)
    model: str | None = None
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class LLMReport:
    """What `doctor` says: what is chosen, where it runs, whether it can be used, and what to do if not.

    `size` is in bytes, of the model's file; `needed` is what its first use will still write to the disk.
    """

    kind: Kind
    name: str
    where: str
    ready: bool
    detail: str
    advice: str = ""
    path: Path | None = None
    size: int | None = None
    needed: int = 0


def open_llm(spec: LLMSpec, *, progress: Progress | None = None) -> ChatModel | None:
    """The model of the settings, not loaded yet; None where there is none.

    `progress` is told when the packaged model's file is put together, at its first use. SettingsError for settings that
    contradict each other, ModelError for a local model that was asked for and is not there.
    """
    kind = _kind(spec)
    if kind == "endpoint":
        return EndpointModel(spec.url or "", spec.model, spec.api_key, _timeouts(spec))
    if kind == "none":
        return None
    timeouts = replace(_timeouts(spec), first_token=10 * spec.timeout)
    heads = spec.cache / "llm" / "heads"
    file = _own_file(spec)
    if file is not None:
        report = _file_report(file)
        if not report.ready:
            raise ModelError(report.detail, report.advice)
        return EmbeddedModel.from_file(file, timeouts=timeouts, heads=heads)
    packaged = PackagedModel(spec.cache)
    report = _packaged_report(packaged)
    if not report.ready:
        raise ModelError(report.detail, report.advice)
    return EmbeddedModel.packaged(packaged, progress=progress, timeouts=timeouts, heads=heads)


def describe(spec: LLMSpec) -> LLMReport:
    """What `open_llm` would give, for people; uses no network, loads nothing and raises nothing of ours."""
    try:
        kind = _kind(spec)
        if kind == "endpoint":
            host = Address(spec.url or "", spec.model).host
            return LLMReport("endpoint", spec.model or "its only model", host, True, "An OpenAI-compatible endpoint.")
        if kind == "embedded":
            file = _own_file(spec)
            return _packaged_report(PackagedModel(spec.cache)) if file is None else _file_report(file)
    except TurnCiteError as error:
        return LLMReport("none", "", "", False, error.message, error.hint)
    if spec.mode == "none":
        return LLMReport("none", "", "", True, "Switched off: answers are verbatim quotes.")
    report = _packaged_report(PackagedModel(spec.cache))
    detail = f"{report.detail} Answers are verbatim quotes."
    return replace(report, kind="none", detail=detail, advice=f"{report.advice} Or set {URL_SETTING} to an endpoint.")


def _kind(spec: LLMSpec) -> Kind:
    """What the settings choose; "none" also where "auto" finds nothing."""
    if spec.mode == "none":
        return "none"
    if spec.mode == "endpoint" and not spec.url:
        raise SettingsError("An endpoint is asked for, but none is set.", f"Set {URL_SETTING}.")
    if spec.mode == "endpoint" or (spec.mode == "auto" and spec.url):
        return "endpoint"
    if spec.mode == "local" or spec.model:
        return "embedded"
    return "embedded" if _packaged_report(PackagedModel(spec.cache)).ready else "none"


def _own_file(spec: LLMSpec) -> Path | None:
    """The user's own GGUF file, None where none is named."""
    if not spec.model:
        return None
    path = Path(spec.model).expanduser()
    if not path.exists() and path.suffix.lower() != ".gguf":
        hint = f"Set {URL_SETTING} to the endpoint that has it, or {MODEL_SETTING} to the path of a GGUF file."
        raise SettingsError(f"{MODEL_SETTING} is {spec.model!r}, which is no file here.", hint)
    return path


def _file_report(file: Path) -> LLMReport:
    check_gguf(file)
    size = file.stat().st_size
    if not is_available():
        return LLMReport("embedded", file.stem, "embedded", False, _NO_RUNTIME, f"Run: {INSTALL}", file, size)
    return LLMReport("embedded", file.stem, "embedded", True, f"A GGUF file, {gigabytes(size)}.", "", file, size)


def _packaged_report(model: PackagedModel) -> LLMReport:
    """`ready` is also True where the file is still to be put together and everything for it is there."""
    status = model.status()
    name = model.recipe.name

    def report(ready: bool, detail: str, advice: str = "") -> LLMReport:
        return LLMReport("embedded", name, "embedded", ready, detail, advice, status.path, status.size, status.needed)

    if not is_available():
        return report(False, _NO_RUNTIME, f"Run: {INSTALL}")
    if status.state is State.READY:
        return report(True, f"The packaged model, {gigabytes(status.size)}, ready.")
    if status.state is State.MISSING_WHEELS:
        count, some = len(status.missing), ", ".join(status.missing[:3])
        more = ", …" if count > 3 else ""
        return report(
            False, f"The packaged model is not installed: {count} packages missing ({some}{more}).", f"Run: {INSTALL}"
        )
    if status.free < status.needed:
        need, free = gigabytes(status.needed), gigabytes(status.free)
        return report(
            True,
            f"The packaged model is installed, but its file needs {need} on a disk with {free} free.",
            "Make room, or set TURNCITE_CACHE to a folder on another disk.",
        )
    return report(True, f"The packaged model; its first use puts its file together, {gigabytes(status.needed)}.")


def _timeouts(spec: LLMSpec) -> Timeouts:
    return Timeouts(first_token=spec.timeout, between_tokens=spec.timeout, total=max(600.0, 10 * spec.timeout))


_NO_RUNTIME = "xllamacpp, which runs local language models, is not installed."
