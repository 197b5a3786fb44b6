"""What the library keeps on disk.

`catalog`   one SQLite file: transcripts, passages, vectors, postings, manifest. It alone says what is true; a commit
            to it is the one moment at which a change becomes visible.
`vectors`   Chroma, an index over the vectors of the catalog. It follows the catalog and can be built from it.
`lexical`   BM25 over the postings of the catalog.
`view`      the part of one generation of the catalog that searching keeps in memory.
"""
