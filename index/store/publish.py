"""Chroma follows the catalog."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.embedding.base import Vectors
from index.errors import StoreCorrupt
from index.models import Language, Passage
from index.store.catalog import Catalog
from index.store.guards import ChromaUnavailable
from index.store.sentences import SentenceVectors
from index.store.snapshot import Published
from index.store.vectors import LANGUAGES, Batch, StaleEpoch, VectorIndex, vector_id

_MOST_WITHDRAWN = 0.25


def publish(catalog: Catalog, index: VectorIndex) -> bool:
    """Bring into Chroma what the catalog holds, and out of it what it no longer holds; whether anything was to do.

    The caller holds the writer's lock. What Chroma may come to hold is noted in the catalog first, so that whatever a
    killed writer leaves behind is known to the next one. An epoch that is gone, damaged, or somewhere else, or whose
    graph has lost more than a quarter of its entries, is built anew from the vectors of the catalog.
    """
    with catalog.read() as snapshot:
        epoch, library, withdrawn = snapshot.epoch, snapshot.library, snapshot.withdrawn
        live = {segment.revision: segment.passages for segment in snapshot.segments()}
        known = snapshot.published()
    if not live and not known:
        return False
    sound = epoch is not None and index.owns(epoch) and _holds(index, epoch, known)
    settled = {item.revision for item in known if item.settled}
    new = [revision for revision in live if revision not in settled]
    dead = [item for item in known if item.revision not in live]
    if sound and not new and not dead:
        index.discard(library, epoch)
        return False
    withdrawn += sum(item.passages for item in dead)
    if not sound or withdrawn > _MOST_WITHDRAWN * max(sum(live.values()), 1):
        epoch, withdrawn, new = None, 0, list(live)
    with catalog.write() as change:
        change.publishing((revision, live[revision]) for revision in new)
    gone = [vector_id(item.revision, i) for item in dead for i in range(item.passages)] if epoch else []
    epoch = index.publish(epoch, library, _batches(catalog, new), gone)
    with catalog.write() as change:
        change.settle(epoch, new, [item.revision for item in dead], withdrawn)
    index.discard(library, epoch)
    return True


def _holds(index: VectorIndex, epoch: str, known: list[Published]) -> bool:
    """Whether the epoch is there, sound, and as large as it was left (unsettled entries may have reached it)."""
    settled = sum(item.passages for item in known if item.settled)
    unsettled = sum(item.passages for item in known if not item.settled)
    try:
        return settled <= index.count(epoch) <= settled + unsettled
    except (StaleEpoch, StoreCorrupt, ChromaUnavailable):
        return False


def _batches(catalog: Catalog, revisions: list[int]) -> Iterator[Batch]:
    """The vectors of the revisions, one revision at a time in memory."""
    for revision in revisions:
        with catalog.read() as snapshot:
            passages = snapshot.passages(revision)
            vectors = SentenceVectors.from_bytes(snapshot.vectors(revision), len(passages)).means()
        for language in LANGUAGES:
            yield from _of_language(revision, language, passages, vectors)


def _of_language(revision: int, language: Language, passages: list[Passage], vectors: Vectors) -> Iterator[Batch]:
    places = [i for i, passage in enumerate(passages) if passage.language == language]
    if places:
        yield Batch(
            language,
            [vector_id(revision, i) for i in places],
            vectors[np.array(places)],
            [{"passage": passages[i].id, "transcript": passages[i].transcript_id} for i in places],
        )
