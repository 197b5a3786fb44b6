"""Searches a library again and again until told to stop. Run by the tests of concurrency, not by itself.

Arguments: the library's folder, the file that ends it, its number, passages of a call, and a Chroma server's address.

Each search asks for everything, so that its hits show which state of the library it saw. Prints one JSON object at the
end: number of searches, generations seen, and what was wrong.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from index.library import Library
from index.models import QueryVariant, SearchFilter, Section
from tests.fakes import QuickEmbedder

EVERYTHING = SearchFilter(sections=tuple(Section))


def main() -> None:
    home, stop, number, size = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    url = sys.argv[5] if len(sys.argv) > 5 else None
    wrong: list[str] = []
    versions: set[str] = set()
    searches = 0
    with Library.open(home, QuickEmbedder(), chroma_url=url) as library:
        (home.parent / f"ready-{number}").touch()
        while not stop.exists() and len(wrong) < 5:
            where = EVERYTHING if searches % 2 else SearchFilter()
            hits = library.search([QueryVariant("changing steady marker", "en")], k=500, where=where, depth=500)
            searches += 1
            words = {word.rstrip(".") for hit in hits for word in hit.passage.text.split()}
            changing = sorted(word for word in words if word.startswith("changing"))
            counts = Counter(hit.passage.transcript_id for hit in hits)
            if len(changing) > 1:
                wrong.append(f"two states at once: {changing}")
            if "steady" not in words:
                wrong.append("the call that never changes was not found")
            if len({hit.passage.id for hit in hits}) != len(hits):
                wrong.append("a passage was found twice")
            if set(counts.values()) != {size} or len(counts) > 2:
                wrong.append(f"calls of {sorted(counts.values())} passages")
            time.sleep(0.02)  # leaves the writer some of the processor
            versions |= set(changing)
    sys.stdout.write(json.dumps({"searches": searches, "versions": sorted(versions), "wrong": wrong}))


if __name__ == "__main__":
    main()
