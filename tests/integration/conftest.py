"""A library on disk with an embedder that counts; files that need another one define theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.library import Library
from tests.fakes import CountingEmbedder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def library(home: Path, embedder: CountingEmbedder) -> Iterator[Library]:
    with Library.open(home, embedder) as library:
        yield library
