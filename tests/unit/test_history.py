from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from assistant.history import Chats
from assistant.models import Answer, Citation, Proof, Statement
from index.errors import InputError, StoreError
from index.models import Hit, Kind, Language, Passage, Section

ANN, BOB = "a" * 32, "b" * 32


def answer(question: str = "What of margins?", language: Language = "en") -> Answer:
    citation = Citation(1, "Margins rose to 9%.", "0" * 16, 3, Section.QA, 10, 29, "Ann Hart", "CEO", Kind.EXECUTIVE)
    passage = Passage("p", "0" * 16, 3, 0, 10, 29, "Margins rose to 9%.", "", language, Section.QA)
    return Answer(
        question=question,
        status="answered",
        language=language,
        text="Margins rose to 9%. [1]",
        statements=(Statement("Margins rose to 9%.", (citation,), Proof.VERIFIED),),
        citations=(citation,),
        passages=(Hit(1, passage, 0.5, 0.9),),
    )


@pytest.fixture
def chats(tmp_path: Path) -> Chats:
    return Chats(tmp_path / "home" / "chats.sqlite")


def test_an_answer_comes_back_as_it_was(chats: Chats, tmp_path: Path) -> None:
    chat = chats.begin(ANN, "What of  margins?\n")
    exchange = chats.ask(ANN, chat, "What of margins?", {"kind": "executive"})
    chats.finish(ANN, exchange, "done", answer())
    (kept,) = Chats(tmp_path / "home" / "chats.sqlite").exchanges(ANN, chat)
    assert (kept.answer, kept.state, kept.scope) == (answer(), "done", {"kind": "executive"})
    assert [line.title for line in chats.lines(ANN)] == ["What of margins?"]


def test_nothing_of_another_owner_is_there(chats: Chats) -> None:
    chat = chats.begin(ANN, "Mine")
    exchange = chats.ask(ANN, chat, "Mine?", {})
    assert chats.lines(BOB) == []
    for forbidden in (
        lambda: chats.exchanges(BOB, chat),
        lambda: chats.exchange(BOB, exchange),
        lambda: chats.ask(BOB, chat, "Yours?", {}),
        lambda: chats.finish(BOB, exchange, "done", answer()),
        lambda: chats.rate(BOB, exchange, "up"),
        lambda: chats.rewind(BOB, chat, exchange),
        lambda: chats.remove(BOB, chat),
    ):
        with pytest.raises(InputError, match="not kept here"):
            forbidden()
    assert [kept.question for kept in chats.exchanges(ANN, chat)] == ["Mine?"]
    with sqlite3.connect(chats._path) as db:
        assert ANN not in "".join(str(row) for row in db.execute("SELECT * FROM chat"))


def test_the_file_is_the_users_alone(chats: Chats) -> None:
    chats.begin(ANN, "x")
    assert chats._path.stat().st_mode & 0o077 == 0


def test_search_finds_all_words_in_question_or_answer_whatever_their_form(chats: Chats) -> None:
    first, second = chats.begin(ANN, "one"), chats.begin(ANN, "two")
    chats.finish(ANN, chats.ask(ANN, first, "毛利率是多少?", {}), "done", answer("毛利率是多少?", "zh"))
    chats.ask(ANN, second, "What of demand?", {})
    assert [line.id for line in chats.lines(ANN, "毛利率 MARGINS")] == [first]
    assert [line.id for line in chats.lines(ANN, "ｄｅｍａｎｄ")] == [second]
    assert chats.lines(ANN, "毛利率 demand") == []
    assert chats.lines(ANN, "%_'\"") == []


def test_the_latest_chat_comes_first(chats: Chats) -> None:
    first, second = chats.begin(ANN, "one"), chats.begin(ANN, "two")
    assert [line.id for line in chats.lines(ANN)] == [second, first]
    chats.ask(ANN, first, "again", {})
    assert [line.id for line in chats.lines(ANN)] == [first, second]


def test_rewind_forgets_a_question_and_what_follows(chats: Chats) -> None:
    chat = chats.begin(ANN, "x")
    ids = [chats.ask(ANN, chat, question, {}) for question in ("one", "two", "three")]
    chats.rewind(ANN, chat, ids[1])
    chats.ask(ANN, chat, "four", {})
    assert [kept.question for kept in chats.exchanges(ANN, chat)] == ["one", "four"]


def test_rating_and_removing(chats: Chats) -> None:
    chat = chats.begin(ANN, "x")
    exchange = chats.ask(ANN, chat, "one", {})
    chats.rate(ANN, exchange, "down", "wrong number")
    kept = chats.exchange(ANN, exchange)
    assert (kept.rating, kept.reason) == ("down", "wrong number")
    chats.remove(ANN, chat)
    with pytest.raises(InputError):
        chats.exchange(ANN, exchange)


def test_an_answer_of_another_version_leaves_its_question(chats: Chats) -> None:
    chat = chats.begin(ANN, "x")
    exchange = chats.ask(ANN, chat, "one", {})
    with sqlite3.connect(chats._path) as db:
        db.execute("UPDATE exchange SET answer = '{\"status\": \"from the future\"}', state = 'done'")
    kept = chats.exchange(ANN, exchange)
    assert (kept.question, kept.answer) == ("one", None)


def test_threads_write_side_by_side(chats: Chats) -> None:
    chat = chats.begin(ANN, "x")
    threads = [threading.Thread(target=chats.ask, args=(ANN, chat, str(n), {})) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {kept.question for kept in chats.exchanges(ANN, chat)} == {str(n) for n in range(16)}


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "chats.sqlite"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        Chats(path).lines(ANN)
