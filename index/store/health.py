"""How a library is, for `doctor`: everything is looked at, nothing is changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from index.errors import StoreError
from index.store.catalog import BUILDING, Catalog
from index.store.guards import REBUILD, ChromaUnavailable
from index.store.manifest import Manifest
from index.store.records import Health
from index.store.snapshot import Snapshot
from index.store.vectors import StaleEpoch, VectorIndex


def examine(catalog: Catalog, index: VectorIndex, wanted: Manifest) -> Health:
    """Reads the whole catalog and all of Chroma's files once."""
    home = catalog.home
    health = Health(
        home=home,
        exists=catalog.path is not None,
        writable=_writable(home),
        chroma=index.place,
        bytes_on_disk=sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) if home.is_dir() else 0,
    )
    problems: list[str] = []
    if not health.writable:
        problems.append(f"The library's folder {home} cannot be written to: it can be searched, not changed.")
    try:
        with catalog.read() as snapshot:
            health = _described(health, snapshot)
            problems += _in_catalog(snapshot, wanted)
            problems += _in_chroma(snapshot, index)
    except StoreError as error:
        problems.append(str(error))
    if (home / BUILDING).exists():
        problems.append(f"A rebuild was interrupted. {REBUILD}")
    return replace(health, problems=tuple(problems))


def _described(health: Health, snapshot: Snapshot) -> Health:
    manifest = snapshot.manifest
    segments = snapshot.segments()
    settled = {item.revision for item in snapshot.published() if item.settled}
    return replace(
        health,
        generation=snapshot.generation,
        transcripts=len(segments),
        passages=sum(segment.passages for segment in segments),
        embedding=None if manifest is None else f"{manifest.model} ({manifest.dimensions} dimensions)",
        in_chroma=sum(segment.passages for segment in segments if segment.revision in settled),
    )


def _in_catalog(snapshot: Snapshot, wanted: Manifest) -> list[str]:
    found = snapshot.damage()
    if found is not None:
        return [f"The catalog {snapshot.path} is damaged ({found}). {REBUILD}"]
    try:
        if snapshot.manifest is not None:
            snapshot.manifest.require(wanted)
    except StoreError as error:
        return [str(error)]
    return []


def _in_chroma(snapshot: Snapshot, index: VectorIndex) -> list[str]:
    epoch = snapshot.epoch
    if epoch is None or not index.owns(epoch):
        return []
    try:
        expected = sum(item.passages for item in snapshot.published() if item.settled)
        found = index.count(epoch)
    except StaleEpoch:
        return [f"Chroma at {index.place} does not hold the library's vectors. {REBUILD}"]
    except ChromaUnavailable:
        return []
    except StoreError as error:
        return [str(error)]
    return [] if found >= expected else [f"Chroma at {index.place} lacks {expected - found} vectors. {REBUILD}"]


def _writable(home: Path) -> bool:
    while not home.exists() and home != home.parent:
        home = home.parent
    return os.access(home, os.W_OK)
