"""The page served from the test's own process, so that a test can say what the model does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.llm import ScriptedLLM
from assistant.llm.scripted import Answer
from assistant.ui.server import opened
from prompts import Message

VERIFIED = "AWS 未完成订单达 2440 亿美元。[1][2][3]"


class Model(ScriptedLLM):
    """Answers every question with `reply`, slowly where `delay` is set; both can be changed while it is in use."""

    def __init__(self) -> None:
        super().__init__(self._next, piece=3)
        self.reply: Answer = VERIFIED
        self.delay = 0.0

    def _next(self, messages: Sequence[Message]) -> Answer:
        del messages
        return self.reply

    def _pace(self) -> tuple[int, float, int | None]:
        size, _, cut = super()._pace()
        return size, self.delay, cut


@contextmanager
def served_here(assistant: Assistant, **options: Any) -> Iterator[str]:
    """The address of the page over this assistant."""
    with opened(assistant, host="127.0.0.1", port=0, **options) as (address, _):
        yield address


def library(home: Path, *paths: Path) -> Path:
    """A home folder whose library holds these files."""
    with Assistant.open(home=home, llm="none") as assistant:
        assistant.ingest(paths)
    return home
