"""Settings: arguments > `TURNCITE_*` environment > `turncite.toml` > defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.errors import SettingsError
from index.store.engines import EngineName, Split

ENV_PREFIX = "TURNCITE_"


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("turncite", appauthor=False))


def _default_cache() -> Path:
    return Path(platformdirs.user_cache_dir("turncite", appauthor=False))


class Settings(BaseSettings):
    """Everything that can be configured; each field is also `TURNCITE_<FIELD>` and a key of `turncite.toml`."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    home: Path = Field(default_factory=_default_home, description="where the library, chats and caches of answers lie")
    cache: Path = Field(default_factory=_default_cache, description="where models made from packages lie")
    embed_model: str | None = Field(
        None, description="sentence-transformers name or path, or a model of the endpoint; default: the packaged one"
    )
    embed_url: str | None = Field(None, description="base URL of an OpenAI-compatible endpoint that embeds")
    embed_api_key: SecretStr | None = Field(None, description="that endpoint's key; never shown or logged")
    embed_query_prefix: str | None = Field(
        None, description="what the endpoint's model wants before a question; default: E5's for models of that name"
    )
    embed_passage_prefix: str | None = Field(None, description="the same before a passage")
    embed_backend: str | None = Field(None, description="how the packaged embedding model runs (see `doctor`)")
    passage_zh_chars: int = Field(200, ge=50, le=2000, description="passage size in Chinese characters")
    passage_en_words: int = Field(120, ge=30, le=1200, description="passage size in English words")
    chroma_url: str | None = Field(None, description="a Chroma server instead of the embedded database")
    ingest_engine: EngineName = Field("auto", description="what an ingest works with: auto, single, processes or ray")
    ingest_workers: int | None = Field(None, ge=1, le=256, description="processes of an ingest; default: by the cores")
    ray_address: str | None = Field(
        None, description="a Ray cluster to join; default: RAY_ADDRESS, else Ray is started"
    )
    llm: Literal["auto", "none", "local", "endpoint"] = Field("auto", description="which language model answers")
    llm_url: str | None = Field(None, description="base URL of an OpenAI-compatible endpoint, e.g. of Ollama or vLLM")
    llm_model: str | None = Field(None, description="the endpoint's model name, or the path of a local GGUF file")
    llm_api_key: SecretStr | None = Field(None, description="the endpoint's key; never shown or logged")
    llm_timeout: float = Field(60.0, gt=0, description="seconds to the first token, and between two tokens")
    compose: Literal["auto", "write", "quote"] = Field(
        "auto",
        description="write: the model writes the answer; quote: it picks quotes and translates them; "
        "auto: an endpoint's model writes, an embedded one picks",
    )
    answer_language: Literal["auto", "zh", "en"] = Field("auto", description="auto: the question's language")

    @property
    def split(self) -> Split:
        """How an ingest splits its work."""
        return Split(self.ingest_engine, self.ingest_workers, self.ray_address)

    @field_validator("home", "cache")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("chroma_url", "embed_url", "llm_url")
    @classmethod
    def _is_http(cls, url: str | None) -> str | None:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url or None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, which wins over the file; dotenv and secret folders are not read."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def config_file() -> Path:
    """`TURNCITE_CONFIG`, or `turncite.toml` in the working directory; it need not exist."""
    return Path(os.environ.get(f"{ENV_PREFIX}CONFIG", "turncite.toml"))


def load_settings(**arguments: Any) -> Settings:
    """Settings from all sources; arguments that are None count as not given. SettingsError names what is wrong."""
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {name!r} is not usable: {first['msg']}.",
            f"Correct {ENV_PREFIX}{name.upper()}, the argument, or the key in {config_file()}.",
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{config_file()} cannot be read: {error}.", "Correct or remove the file.") from error
