"""Embedding models behind one protocol; the default needs no model hub."""
