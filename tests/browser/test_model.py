"""With a model that writes: drafts, checked statements, stop, failures, the queue, and the APIs beside the page."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assistant import Assistant, Proof, Statement
from assistant.history import Chats
from index.errors import LLMError
from tests.browser.conftest import NewApp, served
from tests.browser.driver import WAIT
from tests.browser.here import VERIFIED, Model, library, served_here
from tests.llm_server import Exchange, endpoint, reply

pytestmark = pytest.mark.browser
QUESTION = "AWS 的未完成订单是多少?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, seed_path: Path) -> Path:
    return library(tmp_path_factory.mktemp("model"), seed_path)


@pytest.fixture(scope="module")
def shared(home: Path) -> Iterator[tuple[str, Model]]:
    model = Model()
    with Assistant.open(home=home, model=model) as assistant, served_here(assistant, mcp=True) as address:
        yield address, model


@pytest.fixture
def model(shared: tuple[str, Model]) -> Iterator[Model]:
    model = shared[1]
    yield model
    model.reply, model.delay = VERIFIED, 0.0


@pytest.fixture
def at(shared: tuple[str, Model]) -> str:
    return shared[0]


def test_a_draft_is_marked_and_gives_way_to_what_was_checked(new_app: NewApp, at: str, model: Model) -> None:
    model.delay = 0.15
    app = new_app(at)
    app.start(QUESTION)
    expect(app.page.locator(".tc-found li").first).to_be_visible(timeout=WAIT)
    draft = app.page.locator(".tc-slot-draft .tc-draft")
    expect(draft).to_have_text("draft, not yet checked", timeout=WAIT)
    exchange = app.answered(0)
    expect(draft).to_have_count(0)
    statement = exchange.locator(".tc-statement").first
    expect(statement).to_have_attribute("data-proof", "verified")
    expect(statement.locator(".tc-badge")).to_have_text("verified")
    expect(exchange.locator(".tc-sources")).to_contain_text("2440")
    assert app.errors == []


def test_a_statement_with_a_wrong_number_becomes_a_quote_with_the_reason(
    new_app: NewApp, at: str, model: Model
) -> None:
    model.reply = "AWS 未完成订单达 9990 亿美元。[1][2][3]"
    exchange = new_app(at).ask(QUESTION)
    expect(exchange).not_to_contain_text("9990 亿美元。")
    expect(exchange.locator(".tc-statement").first).to_have_attribute("data-proof", "quote")
    exchange.locator(".tc-badge").first.click()
    expect(exchange.locator(".tc-why").first).to_be_visible()
    expect(exchange.locator(".tc-why").first).not_to_have_text("These are the speaker's own words, unchanged.")


def test_stop_keeps_what_was_proven(new_app: NewApp, at: str, model: Model) -> None:
    model.delay, model.reply = 0.05, f"{VERIFIED}\n" + "订单同比增长 40%。[1][2][3]\n" * 60
    stopped = model.stopped
    app = new_app(at)
    app.start(QUESTION)
    expect(app.page.locator(".tc-statement").first).to_be_visible(timeout=WAIT)
    app.page.locator(".tc-stop").click()
    expect(app.page.locator(".tc-slot-end")).to_contain_text("Stopped.")
    expect(app.page.locator(".tc-send")).to_be_visible()
    for _ in range(100):
        if model.stopped > stopped:
            break
        app.page.wait_for_timeout(50)
    assert model.stopped == stopped + 1
    app.reload()
    expect(app.page.locator(".tc-exchange").first).to_contain_text("2440 亿美元")
    expect(app.page.locator(".tc-slot-end").first).to_contain_text("Stopped.")
    model.delay, model.reply = 0.0, VERIFIED
    app.page.locator(".tc-slot-end [data-do=retry]").click()
    expect(app.page.locator(".tc-sources")).to_be_visible(timeout=WAIT)
    expect(app.page.locator(".tc-exchange")).to_have_count(1)


def test_escape_stops_too(new_app: NewApp, at: str, model: Model) -> None:
    model.delay, model.reply = 0.05, "订单同比增长 40%。[1][2][3]\n" * 60
    app = new_app(at)
    app.start(QUESTION)
    expect(app.page.locator(".tc-found")).to_be_visible(timeout=WAIT)
    app.page.keyboard.press("Escape")
    expect(app.page.locator(".tc-slot-end")).to_contain_text("Stopped.")


def test_a_model_that_fails_leaves_quotes_and_says_so(new_app: NewApp, at: str, model: Model) -> None:
    model.reply = LLMError("The endpoint is down.", "Start it.")
    exchange = new_app(at).ask(QUESTION)
    expect(exchange.locator("[data-proof=quote]").first).to_be_visible()
    expect(exchange).to_contain_text("The endpoint is down.")


def test_an_endpoint_that_breaks_off_in_mid_answer(new_app: NewApp, home: Path) -> None:
    def break_off(exchange: Exchange) -> None:
        exchange.begin()
        exchange.piece(f"{VERIFIED}\n订单同比")
        exchange.handler.connection.shutdown(socket.SHUT_RDWR)

    with (
        endpoint(break_off) as fake,
        Assistant.open(home=home, llm="endpoint", llm_url=fake.url, llm_model="fake") as assistant,
        served_here(assistant) as address,
    ):
        app = new_app(address)
        exchange = app.ask(QUESTION)
        expect(exchange).to_contain_text("2440 亿美元")
        expect(exchange.locator(".tc-note").last).to_contain_text("broke off in the middle")
        expect(app.page.locator(".tc-send")).to_be_visible()


def test_a_server_that_is_gone_is_said(new_app: NewApp, home: Path) -> None:
    slow = reply(*["正在", "回答", "问题"] * 60, pause=0.3)
    with endpoint(slow) as fake:
        settings = {"TURNCITE_LLM": "endpoint", "TURNCITE_LLM_URL": fake.url, "TURNCITE_LLM_MODEL": "fake"}
        with served(home, crash=True, **settings) as address:
            app = new_app(address)
            app.start(QUESTION)
            expect(app.page.locator(".tc-found")).to_be_visible(timeout=WAIT)
        expect(app.page.locator(".tc-app [role=alert]")).to_contain_text("lost its server", timeout=WAIT)
        expect(app.page.locator(".tc-send")).to_be_visible()


def test_a_translation_stands_with_its_quote(new_app: NewApp, at: str, home: Path) -> None:
    app = new_app(at)
    chats = Chats(home / "chats.sqlite")
    chat = chats.begin(app.owner, "kept")
    with Assistant.open(home=home, llm="none") as assistant:
        answer = assistant.ask(QUESTION)
    words = "Our backlog is $244 billion."
    cited = replace(answer.citations[-1], translation=words)
    statement = Statement(words, (cited,), Proof.TRANSLATED)
    kept = replace(answer, statements=(statement,), citations=(cited,), language="en")
    chats.finish(app.owner, chats.ask(app.owner, chat, QUESTION, {}), "done", kept)
    app.page.goto("about:blank")
    app.open(f"#/chat/{chat}")
    shown = app.page.locator(".tc-statement")
    expect(shown.locator(".tc-said")).to_contain_text(words)
    expect(shown.locator(".tc-original")).to_have_text(cited.quote)
    expect(shown.locator(".tc-badge")).to_have_text("translated")
    shown.locator(".tc-chip").click()
    expect(app.page.locator(".tc-reader mark")).to_have_text(cited.quote, timeout=WAIT)
    expect(app.page.locator(".tc-reader-translation")).to_have_text(f"machine translation {words}")


def test_another_address_asks_for_the_password(new_app: NewApp, browser: Browser, home: Path) -> None:
    with Assistant.open(home=home, llm="none") as assistant, served_here(assistant, auth="ann:open sesame") as address:
        page = browser.new_page()
        page.goto(address)
        assert page.request.post(f"{address}/gradio_api/component_server/", data={}).status == 401
        page.locator("input").first.fill("ann")
        page.locator("input[type=password]").fill("open sesame")
        page.get_by_role("button", name="Login").click()
        page.locator(".tc-app.tc-ready").wait_for(timeout=WAIT)
        page.close()


def test_who_waits_is_told_the_place_and_nothing_crosses_over(new_app: NewApp, at: str, model: Model) -> None:
    model.delay, model.reply = 0.12, f"{VERIFIED}\n" + "订单同比增长 40%。[1][2][3]\n" * 3
    questions = [QUESTION, "AWS 的未完成订单有多少?", "AWS 未完成订单额是多少?", "AWS 的未完成订单多大?"]
    apps = [new_app(at) for _ in questions]
    for app, question in zip(apps, questions, strict=True):
        app.start(question)
    expect(apps[3].page.locator(".tc-state")).to_contain_text("Waiting: place 2", timeout=WAIT)
    for app, question in zip(apps, questions, strict=True):
        exchange = app.answered(0)
        expect(exchange.locator("h2")).to_have_text(question)
        expect(app.page.locator(".tc-exchange")).to_have_count(1)
        expect(app.page.locator(".tc-chats li")).to_have_count(1)
        expect(exchange).to_contain_text("2440 亿美元")


def test_settings_say_which_model_and_nothing_secret(new_app: NewApp, home: Path) -> None:
    with (
        endpoint() as fake,
        Assistant.open(
            home=home, llm="endpoint", llm_url=fake.url, llm_model="fake", llm_api_key="sesame"
        ) as assistant,
        served_here(assistant) as address,
    ):
        page = new_app(address).page
        page.locator("[data-do=settings]").click()
        status = page.locator(".tc-status")
        expect(status).to_contain_text("fake · runs 127.0.0.1", timeout=WAIT)
        expect(status).to_contain_text("multilingual-e5-small")
        assert "sesame" not in page.content()
        assert str(home) not in page.content()


def test_gradio_client_gets_the_record(at: str, model: Model) -> None:
    from gradio_client import Client

    client = Client(at, verbose=False)
    record = client.predict(QUESTION, api_name="/ask")
    assert record["status"] == "answered"
    assert record["statements"][0] == {
        "text": "AWS 未完成订单达 2440 亿美元。", "citations": record["statements"][0]["citations"],
        "verified": True, "proof": "verified",
    }  # fmt: skip
    assert {"n", "quote", "speaker", "role", "turn", "section", "transcript_id", "start", "end"} <= set(
        record["citations"][0]
    )
    assert client.predict("margins", speaker="Nobody At All", api_name="/ask")["error"].startswith("Nobody called")
    assert len(client.predict("Trainium3", k=3, api_name="/search")["passages"]) == 3
    (listed,) = client.predict(api_name="/transcripts")["transcripts"]
    assert listed["period"] == "Q4 2025"
    assert "path" not in listed
    # What belongs to the page alone is not part of the API.
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/ask", "/search", "/transcripts"}


def test_an_mcp_client_asks(at: str, model: Model) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def use() -> tuple[set[str], dict[str, object]]:
        async with (
            streamablehttp_client(f"{at}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool.description or "" for tool in (await session.list_tools()).tools}
            assert all(tools.values())
            name = next(tool for tool in tools if tool.endswith("ask"))
            result = await session.call_tool(name, {"question": QUESTION})
            return set(tools), json.loads(result.content[0].text)  # type: ignore[union-attr]

    # Playwright keeps an event loop running in this thread.
    with ThreadPoolExecutor(1) as pool:
        tools, record = pool.submit(asyncio.run, use()).result()
    assert len(tools) == 3
    assert record["status"] == "answered"
