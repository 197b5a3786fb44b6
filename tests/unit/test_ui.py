"""The parts of the page that need no browser."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from assistant.models import Citation, Proof, Statement
from assistant.ui import answers, reading
from assistant.ui.html import h, paragraphs, text
from assistant.ui.inputs import Question
from assistant.ui.server import check_binding, is_loopback
from assistant.ui.turnstile import Full, Turnstile
from assistant.ui.words import table
from index.errors import InputError
from index.formats import parse
from index.models import Section

UI = Path(__file__).parents[2] / "assistant" / "ui"


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    english, chinese = table()["en"], table()["zh"]
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", chinese[key])), key


def test_every_word_the_page_names_exists() -> None:
    names: set[str] = set()
    for path in (UI / "web").iterdir():
        source = path.read_text(encoding="utf-8")
        names |= set(re.findall(r"\bt\('(\w+)'[,)]", source))
        names |= set(re.findall(r'data-t(?:-label|-placeholder|-title)?="(\w+)"', source))
    for path in UI.glob("*.py"):
        names |= set(re.findall(r'word\("(\w+)"', path.read_text(encoding="utf-8")))
    assert names <= table()["en"].keys()


def test_every_action_of_the_page_has_a_function() -> None:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (UI / "web").glob("*.js"))
    wanted = set(re.findall(r'data-do="([\w-]+)"', (UI / "web" / "shell.html").read_text(encoding="utf-8")))
    for path in UI.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        wanted |= set(re.findall(r'data-do="([\w-]+)"', source)) | set(re.findall(r'\bbutton\(\s*"([\w-]+)"', source))
    known = set(re.findall(r"actions\.(\w+) =", scripts)) | set(re.findall(r"actions\['([\w-]+)'\] =", scripts))
    assert wanted <= known


def test_the_template_is_only_text_to_gradio() -> None:
    """Gradio evaluates the template as Handlebars and as a JavaScript template literal."""
    shell = (UI / "web" / "shell.html").read_text(encoding="utf-8")
    assert not re.search(r"`|\$\{|\{\{|\\", shell)


HOSTILE = "<script>x</script> \u202e12\u202c {0} {name} ${y} \"'&"


def test_values_are_escaped_and_never_read_as_templates() -> None:
    made = str(h("<p title='{a}'>{b}</p>", a=HOSTILE, b=text(HOSTILE)))
    assert "<script" not in made
    assert "\u202e" not in made
    assert made.count("{0} {name}") == 2
    assert str(paragraphs("a\n<b>")) == 'a<span class="tc-nl">\n</span>&lt;b&gt;'


def test_nothing_of_a_statement_is_markup() -> None:
    citation = Citation(1, HOSTILE, "0" * 16, 3, Section.QA, 0, 5, speaker=HOSTILE, role=HOSTILE, translation=HOSTILE)
    for proof in Proof:
        made = str(answers.statement(Statement(HOSTILE, (citation,), proof, reason=HOSTILE), "k", "en"))
        assert "<script" not in made
        assert "\u202e" not in made


def test_a_place_names_turn_and_page_where_there_are_any() -> None:
    assert answers.place(Section.QA, 23, "en", 7) == "Q&A · turn 23 · page 7"
    assert answers.place(Section.ARTICLE, 0, "zh") == "文章"


def test_nothing_of_a_transcript_is_markup() -> None:
    call = parse(f"Quarrel Corporation\n\nOperator: Hi.\n\nEve Moore -- Chief Executive Officer: Said {HOSTILE}.\n")
    made = reading.document(call, [], "en") + reading.head(call, "en") + reading.speaker_list(call, None, "en")
    assert "<script" not in made
    assert "\u202e" not in made


def test_the_turnstile_lets_in_by_order_of_arrival() -> None:
    turnstile = Turnstile(at_once=2, most_waiting=2)
    tickets = [turnstile.ticket() for _ in range(4)]
    assert [ticket.place for ticket in tickets] == [0, 0, 1, 2]
    with pytest.raises(Full):
        turnstile.ticket()
    seen: list[int] = []
    waiting = threading.Thread(target=lambda: seen.append(tickets[3].wait(30)))
    waiting.start()
    with tickets[1]:
        pass
    waiting.join(30)
    assert seen == [1]
    assert [tickets[i].place for i in (0, 2, 3)] == [0, 0, 1]
    with tickets[0], tickets[0]:  # given back twice is given back once
        pass
    assert tickets[3].place == 0
    turnstile.ticket()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_no_password(address: str) -> None:
    assert is_loopback(address)
    assert check_binding(address, None) is None


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "example.invalid"])
def test_another_address_needs_one(address: str) -> None:
    with pytest.raises(InputError, match="open to everyone"):
        check_binding(address, None)
    for weak in ("user", "user:", ":password1", "user:short"):
        with pytest.raises(InputError, match="at least 8"):
            check_binding(address, weak)
    assert check_binding(address, "ann:pass:word") == ("ann", "pass:word")


def test_what_the_script_sends_is_checked() -> None:
    good = {"run": "r", "owner": "a" * 32, "ui": "en", "question": "x"}
    assert Question.model_validate(good).scope.given() == {}
    for bad in ({"owner": "me"}, {"ui": "fr"}, {"chat": "../x"}, {"scope": {"path": "/"}}, {"language": "de"}):
        with pytest.raises(ValueError, match="validation error"):
            Question.model_validate(good | bad)
