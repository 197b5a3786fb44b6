"""From what is said in an invented call to its text, with the facts that each sentence states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and the fact that it states."""

    text: str
    fact: str | None = None


def line(text: str, fact: str | None = None) -> Line:
    """A sentence."""
    return Line(text, fact)


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: the speaker as printed, and the sentences."""

    speaker: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Script:
    """A call: what stands before it, its turns, and how names are printed (on lines of their own, or with a colon)."""

    head: str
    turns: tuple[Said, ...]
    heads: Literal["line", "colon"]
    sections: tuple[str, str] | None = None

    def text(self) -> str:
        """The file."""
        blocks = [self.head]
        asked = False
        for i, said in enumerate(self.turns):
            if self.sections and i == 0:
                blocks.append(self.sections[0])
            if self.sections and not asked and i > 2 and said.speaker == "Operator":
                blocks.append(self.sections[1])
                asked = True
            if self.heads == "line":
                blocks += [said.speaker, " ".join(one.text for one in said.lines)]
            else:
                blocks.append(f"{said.speaker}:{''.join(one.text for one in said.lines)}")
        joint = "\n\n" if self.heads == "line" else "\n"
        return joint.join(blocks) + "\n"

    def facts(self) -> dict[str, str]:
        """The sentence of each fact."""
        return {one.fact: one.text for said in self.turns for one in said.lines if one.fact}
