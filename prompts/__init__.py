"""Prompt templates as data: one TOML file each, with declared variables, and their loader.

A template file holds `version`, `description`, `variables` (list of names) and `[[messages]]` tables of `role` and
`text`, in which `{name}` stands for a variable and `{{` / `}}` for literal braces. What never changes stands first:
servers keep the common prefix of consecutive prompts, so constant text costs its reading time only once.
"""

from __future__ import annotations

import string
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

ROLES = frozenset({"system", "user", "assistant"})


class PromptError(ValueError):
    """A template file is malformed, or a template is rendered with the wrong variables."""


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked template; `id` (`name@version`) goes into records so that answers can be traced to their prompt."""

    name: str
    version: int
    variables: frozenset[str]
    messages: tuple[Message, ...]

    @property
    def id(self) -> str:
        """`name@version`."""
        return f"{self.name}@{self.version}"

    def render(self, **values: str) -> list[Message]:
        """The messages with every variable replaced; PromptError unless exactly the declared ones are given.

        Values are inserted as they are: braces in a value (transcripts contain any text) are never read as variables.
        """
        if set(values) != self.variables:
            missing, extra = self.variables - set(values), set(values) - self.variables
            raise PromptError(f"prompt {self.id}: missing {sorted(missing)}, unknown {sorted(extra)}")
        return [Message(m.role, _fill(m.content, values)) for m in self.messages]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _fill(text: str, values: dict[str, str]) -> str:
    parts = []
    for literal, name, _, _ in string.Formatter().parse(text):
        parts.append(literal)
        if name is not None:
            parts.append(values[name])
    return "".join(parts)


def parse(name: str, text: str) -> Prompt:
    """Check a template file's text; PromptError names the file and what is wrong with it."""
    try:
        data = tomllib.loads(text)
        variables = frozenset(data["variables"])
        messages = tuple(Message(m["role"], m["text"].strip()) for m in data["messages"])
        prompt = Prompt(name, int(data["version"]), variables, messages)
        used = set().union(*(_fields(m.content) for m in messages))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PromptError(f"prompts/{name}.toml: {error!r}") from error
    if used != variables:
        raise PromptError(
            f"prompts/{name}.toml: declared but unused {sorted(variables - used)}, "
            f"used but undeclared {sorted(used - variables)}"
        )
    if wrong := {m.role for m in messages} - ROLES:
        raise PromptError(f"prompts/{name}.toml: unknown roles {sorted(wrong)}")
    return prompt


def available() -> list[str]:
    """Names of all shipped templates."""
    return sorted(f.name[:-5] for f in resources.files(__name__).iterdir() if f.name.endswith(".toml"))


@cache
def load(name: str) -> Prompt:
    """The shipped template of this name; PromptError where there is none or it is malformed."""
    file = resources.files(__name__) / f"{name}.toml"
    if name not in available():
        raise PromptError(f"there is no prompt {name!r}; there are {', '.join(available())}")
    return parse(name, file.read_text(encoding="utf-8"))
