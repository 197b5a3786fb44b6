"""The interface's words in English and Chinese: data in `words.toml`, given to the browser through `gr.I18n`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from index.models import Language

LOCALES: Mapping[Language, tuple[str, ...]] = {"en": ("en",), "zh": ("zh-CN", "zh-TW")}
"""Under which locales of Gradio the words of a language stand."""


@cache
def table() -> Mapping[Language, Mapping[str, str]]:
    """Language -> key -> words."""
    data = tomllib.loads((resources.files("assistant.ui") / "words.toml").read_text(encoding="utf-8"))
    return {"en": data["en"], "zh": data["zh"]}


def word(key: str, ui: Language, /, **values: object) -> str:
    """The words of a key with its values filled in; KeyError for an unknown key."""
    text = table()[ui][key]
    return text.format(**values) if values else text


def translations() -> dict[str, dict[str, str]]:
    """The arguments of `gr.I18n`."""
    return {locale: dict(table()[language]) for language, locales in LOCALES.items() for locale in locales}
