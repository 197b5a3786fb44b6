"""Builds the parts that settings name."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from assistant.llm import ChatModel, LLMSpec, open_llm
from assistant.marks import Marks
from assistant.settings import Settings
from index.embedding import Endpoint, load_embedder
from index.embedding.base import Embedder
from index.errors import SettingsError
from index.library import Library
from index.passages import PassageSize


def open_library(settings: Settings, embedder: Embedder | None = None) -> Library:
    """The library of `settings.home` with the configured embedding model, which loads at first use."""
    if embedder is None:
        embedder = open_embedder(settings)
    size = PassageSize(zh_chars=settings.passage_zh_chars, en_words=settings.passage_en_words)
    return Library.open(settings.home, embedder, size=size, chroma_url=settings.chroma_url, marker=Marks())


def open_embedder(settings: Settings) -> Embedder:
    """The configured embedding model, which loads at first use; SettingsError for settings that do not fit."""
    endpoint = embedding_endpoint(settings)
    return load_embedder(settings.embed_model, cache=settings.cache, backend=settings.embed_backend, endpoint=endpoint)


def embedding_endpoint(settings: Settings) -> Endpoint | None:
    """The endpoint that embeds, or None; SettingsError for a prefix without one."""
    if settings.embed_url is not None:
        return Endpoint(
            url=settings.embed_url,
            api_key=settings.embed_api_key.get_secret_value() if settings.embed_api_key else None,
            query_prefix=settings.embed_query_prefix,
            passage_prefix=settings.embed_passage_prefix,
        )
    if settings.embed_query_prefix is not None or settings.embed_passage_prefix is not None:
        raise SettingsError(
            "A prefix for embeddings is set, but no endpoint.",
            "Set TURNCITE_EMBED_URL, or unset TURNCITE_EMBED_QUERY_PREFIX and TURNCITE_EMBED_PASSAGE_PREFIX; "
            "other models have their prefixes in their own settings.",
        )
    return None


def llm_spec(settings: Settings) -> LLMSpec:
    """The language model that settings ask for."""
    return LLMSpec(
        mode=settings.llm,
        url=settings.llm_url,
        model=settings.llm_model,
        api_key=settings.llm_api_key.get_secret_value() if settings.llm_api_key else None,
        cache=settings.cache,
        timeout=settings.llm_timeout,
    )


def open_model(settings: Settings) -> ChatModel | None:
    """The configured language model, or None where there is none; it loads at first use."""
    return open_llm(llm_spec(settings))


def shipped_transcripts() -> list[Path]:
    """The transcripts that come with the project."""
    return [Path(str(file)) for file in resources.files("seeds").iterdir() if file.name.endswith(".txt")]
