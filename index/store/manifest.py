"""What a library was built with: vectors and passages of two settings never meet in one index."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace

from index.embedding.base import Embedder
from index.errors import StoreCorrupt, StoreMismatch
from index.passages import PassageSize
from index.store.guards import REBUILD

FORMAT = 3
"""Version of everything that is stored: tables, postings, terms of the lexical index, keys of turns, text that is embedded."""
_VECTORS_ALIKE = {2, 3}
"""Formats that differ in other things than vectors: building anew embeds nothing again."""

_WORDS = {
    "model": "embedding model",
    "revision": "model revision",
    "dimensions": "vector dimensions",
    "passages": "passage size",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The settings a library depends on. `dimensions` is None until the first vector has been made."""

    model: str
    revision: str
    passages: str
    dimensions: int | None = None
    format: int = FORMAT

    @classmethod
    def of(cls, embedder: Embedder, size: PassageSize) -> Manifest:
        """The settings in force; the embedding model need not be loaded for it."""
        return cls(model=embedder.name, revision=embedder.revision, passages=size.key)

    def with_dimensions(self, dimensions: int) -> Manifest:
        """The same settings, once the model has made a vector."""
        return replace(self, dimensions=dimensions)

    def require(self, wanted: Manifest) -> None:
        """StoreMismatch, naming both values, where a library built with `self` cannot serve the `wanted` settings."""
        if self.format != wanted.format:
            raise StoreMismatch(
                f"The library was built by another version of TurnCite (format {self.format}; this one reads {wanted.format}).",
                REBUILD,
            )
        for field in fields(self):
            built, asked = getattr(self, field.name), getattr(wanted, field.name)
            if built != asked and None not in (built, asked):
                raise StoreMismatch(
                    f"The library was built with {_WORDS[field.name]} {built!r}, the settings now say {asked!r}.",
                    f"{REBUILD} Or go back to the old setting.",
                )

    def same_vectors(self, other: Manifest) -> bool:
        """Whether both embed a text to the same vector."""
        return {self.format, other.format} <= _VECTORS_ALIKE and all(
            getattr(self, name) == getattr(other, name) for name in ("model", "revision", "dimensions")
        )

    def to_json(self) -> str:
        """For the catalog."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """StoreCorrupt where the text is no manifest; fields of a later format are left out."""
        try:
            values = json.loads(text)
            return cls(**{field.name: values[field.name] for field in fields(cls) if field.name in values})
        except (TypeError, ValueError) as error:
            raise StoreCorrupt("The library's manifest cannot be read.", REBUILD) from error
