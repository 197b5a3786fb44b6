"""What the library keeps on disk, and how it is searched.

`catalog`     one SQLite file: transcripts, passages, vectors, postings, manifest. It alone says what is true; a commit
              to it is the one moment at which a change becomes visible. `snapshot` is one generation of it.
`vectors`     what is wanted of an index over vectors: Chroma, embedded (`chroma_embedded`) or a server
              (`chroma_server`). `publish` makes it follow the catalog, from which it can be built at any time.
`lexical`     BM25 over the postings of the catalog.
`turns`       which turns may hold a term, by the keys that are kept of each.
`sentences`   vectors of sentences, and those of passages made of them.
`view`        the part of one generation that searching keeps in memory; `dense` and `finding` search it.
`ingest`      from a file to a commit; `batch` many of them; `rebuild` the whole library anew.
`lock`        one writer, and leases of readers. `guards` maps the exceptions of SQLite, Chroma and the system.
"""
