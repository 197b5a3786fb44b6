"""Leaves out what a reasoning model thinks aloud before its reply."""

from __future__ import annotations

_OPEN = "<think>"
_CLOSE = "</think>"


class ThinkingFilter:
    """Drops one `<think>...</think>` block at the head of a streamed reply, and the white space around it.

    Reasoning models behind a server that does not part thoughts from the reply write them there. A tag anywhere else
    is the reply's own text.
    """

    def __init__(self) -> None:
        self._held = ""
        self._state = "head"

    def feed(self, piece: str) -> str:
        """The part of the reply that is certain after this piece; may be empty."""
        if self._state == "reply":
            return piece
        self._held += piece
        if self._state == "head":
            head = self._held.lstrip()
            if not head or (len(head) < len(_OPEN) and _OPEN.startswith(head)):
                return ""
            if not head.startswith(_OPEN):
                return self._release(self._held)
            self._state = "thought"
            self._held = head[len(_OPEN) :]
        if self._state == "thought":
            _, closed, rest = self._held.partition(_CLOSE)
            if not closed:
                self._held = self._held[-len(_CLOSE) :]
                return ""
            self._state = "after"
            self._held = rest
        rest = self._held.lstrip()
        return self._release(rest) if rest else ""

    def finish(self) -> str:
        """What was held back at the end of the reply: a reply that only looked like the beginning of a thought."""
        return self._release(self._held) if self._state == "head" else ""

    def _release(self, text: str) -> str:
        self._state = "reply"
        self._held = ""
        return text
