from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import load_settings
from index.errors import SettingsError


@pytest.fixture(autouse=True)
def _in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_arguments_win_over_environment_over_file_over_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().llm_timeout == 60
    Path("turncite.toml").write_text('llm_timeout = 5\nllm_model = "from-file"\n')
    assert load_settings().llm_timeout == 5
    monkeypatch.setenv("TURNCITE_LLM_TIMEOUT", "6")
    assert load_settings().llm_timeout == 6
    assert load_settings(llm_timeout=7.0).llm_timeout == 7
    assert load_settings(llm_timeout=None).llm_timeout == 6
    assert load_settings().llm_model == "from-file"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"llm": "gpt"}, "TURNCITE_LLM"),
        ({"llm_timeout": 0}, "TURNCITE_LLM_TIMEOUT"),
        ({"llm_url": "localhost:11434"}, "http://"),
        ({"passage_zh_chars": 3}, "TURNCITE_PASSAGE_ZH_CHARS"),
        ({"no_such_setting": 1}, "no_such_setting"),
    ],
)
def test_a_wrong_value_is_named(arguments: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(**arguments)


@pytest.mark.parametrize("text", ["llm = = 1", 'unknown_key = "x"'])
def test_a_wrong_file_is_named(text: str) -> None:
    Path("turncite.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"turncite\.toml"):
        load_settings()


def test_the_key_is_never_shown() -> None:
    assert "s3cret" not in repr(load_settings(llm_api_key="s3cret"))
