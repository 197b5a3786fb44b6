from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import StoreCorrupt
from index.store.sentences import SentenceVectors

counts = st.lists(st.integers(1, 5), min_size=1, max_size=8)


def vectors(counts: list[int], dimensions: int = 4) -> list[np.ndarray]:
    rng = np.random.default_rng(7)
    return [rng.normal(size=(count, dimensions)).astype(np.float16) for count in counts]


@given(counts)
def test_bytes_and_back(counts: list[int]) -> None:
    groups = vectors(counts)
    stored = SentenceVectors.from_bytes(SentenceVectors.join(groups).to_bytes(), len(counts))
    for i, group in enumerate(groups):
        assert np.array_equal(stored.of(i), group.astype(np.float32))


@given(counts)
def test_a_passage_is_the_normalised_mean_of_its_sentences(counts: list[int]) -> None:
    groups = vectors(counts)
    for mean, group in zip(SentenceVectors.join(groups).means(), groups, strict=True):
        total = group.astype(np.float32).sum(axis=0)
        assert mean == pytest.approx(total / np.linalg.norm(total), abs=1e-4)


@given(counts, st.data())
def test_damage_is_noticed(counts: list[int], data: st.DataObject) -> None:
    stored = SentenceVectors.join(vectors(counts)).to_bytes()
    cut = data.draw(st.integers(0, len(stored) - 1))
    with pytest.raises(StoreCorrupt):
        SentenceVectors.from_bytes(stored[:cut], len(counts)).means()
    with pytest.raises(StoreCorrupt):
        SentenceVectors.from_bytes(stored, len(counts) + 1)
