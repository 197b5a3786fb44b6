"""What a language model thought of sentences, kept in a file: an hour's work that need not be done twice."""

from __future__ import annotations

from pathlib import Path

from assistant.evidence import Evidence
from assistant.judging import PROMPT, log_odds, messages_on
from assistant.llm import ChatModel
from assistant.replies import ReplyCache, reply_key
from prompts import load


class Opinions:
    """Asks one model, each question and sentence once; `path` None keeps nothing. OSError where it cannot be written."""

    def __init__(self, llm: ChatModel, path: Path | None) -> None:
        self._llm = llm
        self._kept = None
        if path is not None:
            path.touch()  # the cache would do without, and the hour be lost
            self._kept = ReplyCache(path)

    def of(self, question: str, evidence: Evidence) -> float:
        """The model's log-odds for this sentence; LLMError where it fails."""
        if self._kept is None:
            return log_odds(self._llm, question, evidence)
        key = reply_key(self._llm, load(PROMPT), messages_on(question, evidence))
        kept = self._kept.get(key)
        if kept is not None:
            return float(kept)
        found = log_odds(self._llm, question, evidence)
        self._kept.put(key, repr(found))
        return found
