"""Answering from a library of calls, every statement with a verified citation."""
