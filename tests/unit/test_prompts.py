from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts

GOOD = """
version = 3
description = "x"
variables = ["a", "b"]
[[messages]]
role = "system"
text = "Say {a} and {{braces}}."
[[messages]]
role = "user"
text = "{b}"
"""


@pytest.mark.parametrize("name", prompts.available())
def test_every_shipped_prompt_loads(name: str) -> None:
    prompt = prompts.load(name)
    assert prompt.id == f"{name}@{prompt.version}"
    assert prompt.messages[0].role == "system"


@pytest.mark.parametrize("name", prompts.available())
def test_what_changes_stands_last(name: str) -> None:
    """Servers keep the common prefix of prompts, so every message but the last is constant."""
    prompt = prompts.load(name)
    probe = prompt.render(**dict.fromkeys(prompt.variables, "§"))
    assert not any("§" in message.content for message in probe[:-1])


def test_values_are_inserted_as_they_are() -> None:
    messages = prompts.parse("x", GOOD).render(a="{b}", b="{{a}} $ %s")
    assert messages[0].content == "Say {b} and {braces}."
    assert messages[1].content == "{{a}} $ %s"


@given(st.text(), st.text())
def test_any_text_survives_rendering(a: str, b: str) -> None:
    messages = prompts.parse("x", GOOD).render(a=a, b=b)
    assert messages[0].content == f"Say {a} and {{braces}}."
    assert messages[1].content == b


def test_wrong_variables_are_refused() -> None:
    prompt = prompts.parse("x", GOOD)
    with pytest.raises(prompts.PromptError, match="missing"):
        prompt.render(a="1")
    with pytest.raises(prompts.PromptError, match="unknown"):
        prompt.render(a="1", b="2", c="3")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("variables = [", 'variables = ["unused", '), "declared but unused"),
        (("{b}", "{b}{c}"), "used but undeclared"),
        (('role = "user"', 'role = "robot"'), "unknown roles"),
        (("version = 3", "version = "), "prompts/x.toml"),
        (("version = 3", ""), "version"),
    ],
)
def test_malformed_files_are_named(change: tuple[str, str], message: str) -> None:
    with pytest.raises(prompts.PromptError, match=message):
        prompts.parse("x", GOOD.replace(*change))


def test_unknown_prompt() -> None:
    with pytest.raises(prompts.PromptError, match="there is no prompt"):
        prompts.load("../secrets")
