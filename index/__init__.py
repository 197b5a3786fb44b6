"""From transcripts to searchable passages: formats, turns, passages, embeddings, Chroma, lexical index, search."""
