"""Uses a library as a user who may read its folder and not write to it. Run by test_store_errors.py, not by itself.

Does everything once with another library first, so that what is loaded late is loaded before rights are given up.
Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from index.errors import StoreError
from index.library import Library
from index.models import QueryVariant, SearchFilter, Section
from tests.fakes import QuickEmbedder

QUESTION = [QueryVariant("revenue", "en")]
NOBODY = 65534


def use(home: Path, call: Path) -> dict[str, object]:
    errors: list[str] = []
    with Library.open(home, QuickEmbedder()) as library:
        found = len(library.search(QUESTION, k=100))
        filtered = len(library.search(QUESTION, k=100, where=SearchFilter(sections=tuple(Section))))
        transcripts = library.transcripts()
        for write in (lambda: library.ingest([call]), lambda: library.remove(transcripts[0].id), library.rebuild):
            try:
                write()
            except StoreError as error:
                errors.append(f"{type(error).__name__}: {error}")
        problems = library.check().problems
        mentions = len(library.scan("revenue"))
    return {
        "found": found,
        "filtered": filtered,
        "transcripts": len(transcripts),
        "mentions": mentions,
        "errors": errors,
        "problems": problems,
    }


def main() -> None:
    home, warm, call = map(Path, sys.argv[1:])
    use(warm, call)
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    sys.stdout.write(json.dumps(use(home, call)))


if __name__ == "__main__":
    main()
