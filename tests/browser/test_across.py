"""The pages across calls: compare, mentions, guidance, and the questions of a call.

In one file, because the library that all of them show takes half a minute to embed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Download, Locator, expect

from assistant import Assistant
from assistant.analysis.guidance import Statement
from eval.across.library import invented_calls
from index.models import Metadata
from tests.browser.conftest import NewApp
from tests.browser.driver import WAIT, App
from tests.browser.here import library, served_here
from tests.browser.test_people import serious
from tests.fakes import write_call

pytestmark = pytest.mark.browser
KEYS = (*(f"halvorn-2025q{q}" for q in (1, 2, 3, 4)), "xinglan-2025q3", "xinglan-2025q4")
HALVORN, XINGLAN = "Halvorn Robotics Inc", "星澜科技"
CAPEX = f"#/compare/capex%20guidance?company={quote(HALVORN)}&last=4"

ATTACK = "<img src=x onerror=\"document.title='owned'\">"


def hostile_call(amount: int) -> str:
    """A call in JSON in which every name and every turn would like to be markup."""
    chief = f"Eve {ATTACK} Moore"
    said = (
        f"We expect revenue <svg onload=\"document.title='owned'\"> of ${amount} million for the full year "
        '<a href="http://example.invalid">more</a>. ${x} `tick` Margin was \u202e%02\u202c of sales and demand\u200b was strong.'
    )
    asked = 'How did revenue <iframe src="http://example.invalid"></iframe> develop, and what of <style>*{}</style> inventory?'
    call = {
        "prepared_remarks": [
            {"speaker": "Operator", "speech": "Welcome <script>document.title='owned'</script> to the call."},
            {"speaker": chief, "speech": said},
        ],
        "q_and_a": [
            {"speaker": "Operator", "speech": "Our first question comes from Ivo Stone. Please go ahead."},
            {"speaker": "Ivo Stone", "speech": asked},
            {"speaker": chief, "speech": f"We expect revenue <b>growth</b> of {amount} percent."},
        ],
        "participants": [f"{chief}--Chief Executive Officer", "Ivo Stone--Harrow <b> Stane -- Analyst"],
    }
    return json.dumps(call)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of six calls in two languages, and two whose text is hostile."""
    folder = tmp_path_factory.mktemp("calls")
    for call in invented_calls():
        if call.key in KEYS:
            (folder / f"{call.key}.txt").write_text(call.script.text(), encoding="utf-8")
    home = library(tmp_path_factory.mktemp("across"), folder)
    with Assistant.open(home=home, llm="none") as assistant:
        for quarter, amount in ((1, 40), (2, 47)):
            path = tmp_path_factory.mktemp("hostile") / f"{amount}.json"
            path.write_text(hostile_call(amount), encoding="utf-8")
            meta = Metadata("<i>Call</i>", "Quarrel <b>Corp</b>", "QUAR", 2026, quarter, dt.date(2026, 3 * quarter, 5))
            assert not assistant.ingest([path], meta).failed
    return home


@pytest.fixture(scope="module")
def assistant(home: Path) -> Iterator[Assistant]:
    """What the page shows, to compare with."""
    with Assistant.open(home=home, llm="none") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def across(assistant: Assistant) -> Iterator[str]:
    """The address of a page over that library."""
    with served_here(assistant) as address:
        yield address


def form(app: App, name: str) -> Locator:
    """The form of a page."""
    return app.page.locator(f".tc-study[data-study={name}]")


def studied(app: App, selector: str) -> Locator:
    """The elements of a result once it has come."""
    found = app.page.locator(f".tc-study-result {selector}")
    expect(found.first).to_be_visible(timeout=WAIT)
    return found


def opens_exactly(app: App, opener: Locator, assistant: Assistant) -> str:
    """A click opens the reader at the exact words; returns them."""
    at = {name: opener.get_attribute(f"data-{name}") or "" for name in ("transcript", "start", "end")}
    said = assistant.library.transcript(at["transcript"]).source[int(at["start"]) : int(at["end"])]
    opener.click()
    mark = app.page.locator(".tc-reader mark")
    expect(mark).to_have_text(said, use_inner_text=False, timeout=WAIT)
    expect(mark).to_be_in_viewport()
    return said


def downloaded(app: App, form: str) -> tuple[str, str]:
    """Name and text of a download."""
    with app.page.expect_download() as waiting:
        app.page.locator(f"[data-do=study-export][data-form={form}]").click()
    download: Download = waiting.value
    return download.suggested_filename, download.path().read_bytes().decode("utf-8")


def test_a_link_opens_a_comparison(new_app: NewApp, across: str, assistant: Assistant) -> None:
    app = new_app(across, CAPEX)
    page, found = app.page, assistant.compare("capex guidance", company=HALVORN, last=4)
    calls = studied(app, ".tc-call h3")
    expect(calls).to_have_text([re.compile(f"{HALVORN} · {view.call.period}") for view in found.calls])
    expect(page.locator(".tc-said-list > li:not([data-status=dropped])")).to_have_count(len(found.quotes))
    dropped = page.locator("li[data-status=dropped]")
    expect(dropped).to_have_count(sum(len(view.dropped) for view in found.calls))
    # The change is said in words, with a sign before them.
    expect(dropped.first.locator(".tc-change")).to_have_text(re.compile(r"− dropped since Q\d 2025"))
    reworded = page.locator("li[data-status=reworded]").first
    expect(reworded.locator(".tc-change")).to_have_text("≈ reworded")
    expect(reworded.locator("ins").first).to_be_visible()
    reworded.locator("summary").click()
    expect(reworded.locator("del").first).to_be_visible()
    assert page.locator(".tc-plot svg").count() >= 1
    guided = next(s for s in found.series if s.expected)
    row = page.locator(".tc-sides tbody tr").filter(has_text="(expected)").first
    assert [int(n) for n in row.locator(".tc-figure i").all_inner_texts()] == [c.figures[0].n for c in guided.cells]
    assert app.errors == []


def test_figures_and_quotes_open_the_call_at_their_words(new_app: NewApp, across: str, assistant: Assistant) -> None:
    app = new_app(across, CAPEX)
    page = app.page
    figures, quotes = studied(app, ".tc-figure"), page.locator(".tc-call .tc-passage")
    link = page.url
    for opener in (
        figures.first,
        figures.last,
        quotes.first,
        page.locator("li[data-status=dropped] .tc-passage").first,
    ):
        opens_exactly(app, opener, assistant)
        assert "/#/transcript/" in page.url
    page.keyboard.press("Escape")
    expect(page.locator(".tc-reader")).to_be_hidden()
    assert page.url == link
    figures.first.click()
    expect(page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    page.go_back()
    expect(page.locator(".tc-reader")).to_be_hidden()
    expect(figures.first).to_be_visible()
    page.go_forward()
    expect(page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    expect(figures.first).to_be_visible()


def test_a_comparison_is_chosen_and_the_choice_stays_in_the_link(new_app: NewApp, across: str) -> None:
    app = new_app(across)
    page = app.page
    page.locator("[data-link=across]").click()
    asked = form(app, "compare")
    expect(asked.get_by_label("Company")).not_to_have_value("", timeout=WAIT)
    asked.get_by_label("Topic").fill("tariffs")
    asked.get_by_label("Company").select_option(label=HALVORN)
    asked.get_by_label("Newest calls").select_option("2")
    page.keyboard.press("Tab")
    asked.get_by_role("button", name="Compare").click()
    expect(studied(app, ".tc-call h3")).to_have_text([re.compile("Q3 2025"), re.compile("Q4 2025")])
    assert "/#/compare/tariffs?company=" in page.url
    asked.locator("summary").click()
    for period in ("Q1 2025", "Q4 2025"):
        asked.get_by_role("group", name=HALVORN).get_by_label(period).check()
    expect(asked.locator("summary")).to_have_text("Chosen calls: 2")
    expect(asked.get_by_label("Company")).to_be_disabled()
    asked.get_by_label("Topic").press("Enter")
    chosen = [re.compile("Q1 2025"), re.compile("Q4 2025")]
    expect(page.locator(".tc-call h3")).to_have_text(chosen, timeout=WAIT)
    assert re.search(r"calls=[0-9a-f]{16}%2C[0-9a-f]{16}$", page.url)
    app.reload()
    expect(studied(app, ".tc-call h3")).to_have_text(chosen)
    expect(asked.locator("summary")).to_have_text("Chosen calls: 2")
    expect(asked.get_by_label("Topic")).to_have_value("tariffs")


def test_a_comparison_is_downloaded(new_app: NewApp, across: str, assistant: Assistant) -> None:
    app = new_app(across, CAPEX)
    studied(app, ".tc-figure")
    found = assistant.compare("capex guidance", company=HALVORN, last=4)
    name, text = downloaded(app, "csv")
    assert name == "turncite-compare-capex-guidance.csv"
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["quote"] for row in rows] == [str(row[6]) for row in found.rows()]
    name, text = downloaded(app, "md")
    assert (name.endswith(".md"), text.startswith("# capex guidance")) == (True, True)
    assert "## Numbers side by side" in text
    name, text = downloaded(app, "svg")
    assert name.endswith(".svg")
    assert len(ET.fromstring(text).findall(".//{http://www.w3.org/2000/svg}circle")) >= 4  # noqa: S314 - our own text


def test_mentions_are_counted_and_open_in_place(new_app: NewApp, across: str, assistant: Assistant) -> None:
    app = new_app(across, "#/mentions/quarter")
    page, found = app.page, assistant.mentions("quarter")
    total, calls = len(found.mentions), len(found.by_call)
    assert total > 50
    expect(studied(app, "[role=status]")).to_have_text(f"“quarter”: {total} mentions in {calls} of 8 calls")
    sections = page.locator(".tc-counts section")
    expect(sections.locator("h2")).to_have_text(["By company", "By quarter", "By speaker"])
    for section in sections.all():
        assert sum(map(int, section.locator(".tc-share-head b").all_text_contents())) == total
    hits = page.locator(".tc-all-hits .tc-hit")
    expect(hits).to_have_count(50)
    page.locator("[data-do=study-more]").click()
    expect(hits).to_have_count(min(total, 100), timeout=WAIT)
    expect(hits.nth(50)).to_be_focused()
    for opener in (hits.first, hits.nth(60)):
        said = opens_exactly(app, opener, assistant)
        assert said.lower() in {form.lower() for form in found.forms}
    page.keyboard.press("Escape")
    sections.first.get_by_role("link", name=HALVORN).click()
    narrowed = len(assistant.mentions("quarter", company=HALVORN).mentions)
    expect(page.locator(".tc-study-result [role=status]")).to_contain_text(f"{narrowed} mentions", timeout=WAIT)
    expect(form(app, "mentions").get_by_label("Company")).to_have_value(HALVORN)
    _, text = downloaded(app, "csv")
    assert len(list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))) == narrowed


def test_a_term_is_typed_and_only_its_own_form_on_demand(new_app: NewApp, across: str, assistant: Assistant) -> None:
    app = new_app(across, "#/mentions")
    page = app.page
    page.get_by_label("Term").fill("tariffs")
    page.get_by_label("Term").press("Enter")
    every = len(assistant.mentions("tariffs").mentions)
    expect(studied(app, "[role=status]")).to_contain_text(f"{every} mentions")
    page.get_by_label("This form only").check()
    only = len(assistant.mentions("tariffs", exact=True).mentions)
    assert only < every
    expect(studied(app, "[role=status]")).to_contain_text(f"{only} mentions", timeout=WAIT)
    assert page.url.endswith("/#/mentions/tariffs?exact=1")


def test_guidance_is_a_table_by_company(new_app: NewApp, across: str, assistant: Assistant) -> None:
    app = new_app(across, "#/guidance")
    page = app.page
    every = len(assistant.guidance())
    expect(studied(app, "[role=status]")).to_contain_text(f"{every} statements")
    form(app, "guidance").get_by_label("Company").select_option(label=HALVORN)
    mine = assistant.guidance(company=HALVORN)
    rows = page.locator(".tc-guidance tbody tr")
    expect(rows).to_have_count(len(mine), timeout=WAIT)
    assert unquote(page.url).replace("+", " ").endswith(f"#/guidance?company={HALVORN}")
    newest: Statement = next(s for s in mine if s.quote.call.period == "Q4 2025" and s.metric)
    row = rows.first
    for words in ("Q4 2025", newest.quote.speaker, newest.wording, newest.quote.text, newest.period_key):
        expect(row).to_contain_text(words or "-")
    assert opens_exactly(app, row.locator(".tc-passage"), assistant) == newest.quote.text
    page.keyboard.press("Escape")
    page.get_by_label("With plans").uncheck()
    strong = len(assistant.guidance(company=HALVORN, plans=False))
    assert strong < len(mine)
    expect(rows).to_have_count(strong, timeout=WAIT)
    name, text = downloaded(app, "csv")
    assert name == "turncite-guidance-Halvorn-Robotics-Inc.csv"
    assert len(list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))) == strong
    _, text = downloaded(app, "md")
    assert text.count("\n") == strong + 2


def test_the_questions_of_a_call_with_both_quotes(app: App, seed_path: Path) -> None:
    page = app.page
    page.locator("[data-link=read]").click()
    page.get_by_role("link", name="Questions and answers, part by part").click()
    first = studied(app, ".tc-asked-part").first
    expect(first.locator("h2")).to_have_text("Question 1 · Mark Mahaney (马克・马哈尼) Evercore ISI")
    expect(first).to_contain_text("Answered by Brian Olsavsky")
    pair = first.locator(".tc-pairs li").first
    source = seed_path.read_text(encoding="utf-8")
    for side in (pair.locator(".tc-passage").first, pair.locator(".tc-passage").last):
        start, end = (int(side.get_attribute(f"data-{name}") or 0) for name in ("start", "end"))
        side.click()
        expect(page.locator(".tc-reader mark")).to_have_text(source[start:end], use_inner_text=False, timeout=WAIT)
    page.keyboard.press("Escape")
    missing = page.locator("li[data-addressed=false]").first
    expect(missing).to_contain_text("no passage found")
    expect(missing.locator(".tc-passage")).to_have_count(1)
    expect(page.locator(".tc-study-result")).not_to_contain_text("evasi")
    assert re.search(r"/#/questions/[0-9a-f]{16}$", page.url)
    _, text = downloaded(app, "csv")
    assert "no passage found" in text


def test_what_is_not_there_is_one_sentence(new_app: NewApp, across: str) -> None:
    app = new_app(across, f"#/compare/qqq%20zzz?company={quote(HALVORN)}&last=4")
    result = app.page.locator(".tc-study-result")
    expect(result).to_have_text("None of these 4 calls says anything on “qqq zzz”.", timeout=WAIT)
    app.open("#/mentions/qqqzzz").reload()
    expect(result).to_contain_text("“qqqzzz” is said in none of 8 calls.", timeout=WAIT)
    app.open("#/guidance?company=Nobody").reload()
    expect(result.get_by_role("alert")).to_have_text("The library holds no call of Nobody.", timeout=WAIT)
    app.open("#/questions/0123456789abcdef").reload()
    expect(result.get_by_role("alert")).to_contain_text("holds no transcript", timeout=WAIT)
    app.open("#/mentions/100%").reload()
    expect(app.page.get_by_label("Term")).to_have_value("100%", timeout=WAIT)
    assert app.call("study", {"ui": "en", "asked": {"study": "compare", "subject": "x", "calls": ["../etc"]}}) == {
        "error": "The page sent something that cannot be used."
    }


def test_a_library_of_one_call_says_what_more_would_give(app: App) -> None:
    page = app.page
    app.open("#/compare").reload()
    result = page.locator(".tc-study-result")
    expect(result).to_contain_text("The library holds one call, and a comparison needs two", timeout=WAIT)
    expect(result.get_by_role("button", name="Add a transcript")).to_be_visible()
    app.open("#/mentions/Trainium3").reload()
    expect(result).to_contain_text("The library holds one call; with more", timeout=WAIT)
    app.open("#/questions").reload()
    expect(page.locator(".tc-asked-part").first).to_be_visible(timeout=WAIT)


def test_an_empty_library_asks_for_a_transcript_and_a_new_one_is_there_at_once(new_app: NewApp, tmp_path: Path) -> None:
    with Assistant.open(home=tmp_path / "home", llm="none") as assistant, served_here(assistant) as address:
        app = new_app(address, "#/guidance")
        result = app.page.locator(".tc-study-result")
        expect(result).to_contain_text("The library is empty", timeout=WAIT)
        result.get_by_role("button", name="Add a transcript").click()
        app.page.locator(".tc-file").set_input_files([str(write_call(tmp_path, "Calder", turns=2))])
        app.page.locator(".tc-review").get_by_role("button", name="Add", exact=True).click()
        expect(app.page.locator(".tc-job")).to_contain_text("was added", timeout=WAIT)
        app.page.locator("[data-link=across]").click()
        expect(form(app, "compare").get_by_label("Company")).to_contain_text("Calder Corporation", timeout=WAIT)


def test_hostile_calls_and_links_are_text(new_app: NewApp, across: str) -> None:
    attack = quote(f"revenue {ATTACK}", safe="")
    app = new_app(across, f"#/compare/{attack}?company=QUAR&last=2")
    page, result = app.page, app.page.locator(".tc-study-result")
    expect(studied(app, ".tc-said-list li").first).to_contain_text("<svg onload=")
    expect(result).to_contain_text("Eve <img src=x onerror=")
    expect(result).to_contain_text("Quarrel <b>Corp</b>")
    _, drawing = downloaded(app, "svg")
    assert "<img" not in drawing
    app.open("#/mentions/revenue?company=QUAR").reload()
    expect(studied(app, ".tc-hit").first).to_contain_text("Eve <img")
    app.open(f"#/mentions/{attack}").reload()
    expect(result).to_contain_text("“revenue <img src=x", timeout=WAIT)
    app.open("#/guidance?company=QUAR").reload()
    studied(app, ".tc-passage").first.click()
    expect(page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    call = re.search(r"[0-9a-f]{16}", page.url)
    app.open(f"#/questions/{call[0] if call else ''}").reload()
    expect(studied(app, ".tc-asked-part").first).to_contain_text("<iframe")
    expect(result).to_contain_text("Harrow <b> Stane")
    assert page.title() == "TurnCite"
    for tag in ("img", "iframe", "script", "style", "a[href^='http']"):
        assert page.locator(f".tc-app {tag}").count() == 0, tag
    assert not any("example.invalid" in url for url in app.requests)
    shown = page.locator(".tc-app").inner_text()
    assert not any(character in shown for character in "\u202e\u200b")


PATHS = (CAPEX, "#/mentions/tariffs", "#/guidance", "#/questions")


def open_all(app: App, selector: str = ":is(.tc-passage, .tc-hit):visible") -> Iterator[str]:
    """Opens page after page, each with its result; the questions are those of the first call."""
    for path in PATHS:
        app.open(path).reload()
        if path == "#/questions":
            form(app, "questions").locator("select").select_option(index=1)
        studied(app, selector)
        yield path


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_cut_off(new_app: NewApp, across: str, width: int) -> None:
    app = new_app(across, width=width)
    page = app.page
    for path in open_all(app):
        for opened in (False, True):
            if opened:
                page.locator(".tc-study-result :is(.tc-passage, .tc-hit):visible").first.click()
                expect(page.locator(".tc-reader mark")).to_be_in_viewport(timeout=WAIT)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            wide = page.evaluate(
                """[...document.querySelectorAll('.tc-top, .tc-scroll, .tc-study, .tc-plots, .tc-said-list')]
                .filter(n => n.offsetParent && n.scrollWidth > n.clientWidth + 1).map(n => n.className)"""
            )
            assert wide == [], path
        if width == 360:
            sides = page.evaluate("[...document.querySelectorAll('.tc-sides')].map(n => n.scrollWidth - n.clientWidth)")
            assert all(beyond <= 0 for beyond in sides), path


@pytest.mark.parametrize(("scheme", "locale", "width"), [("light", "en-US", 1440), ("dark", "zh-CN", 360)])
def test_axe_finds_nothing_serious(new_app: NewApp, across: str, scheme: str, locale: str, width: int) -> None:
    app = new_app(across, color_scheme=scheme, locale=locale, width=width)
    for path in open_all(app):
        for summary in app.page.locator(".tc-study-result summary").all()[:3]:
            summary.click()
        assert serious(app) == [], path
    app.open("#/compare").reload()
    app.page.locator(".tc-pick summary").click()
    expect(app.page.locator(".tc-pick-list input").first).to_be_visible(timeout=WAIT)
    assert serious(app) == []


def test_the_pages_in_chinese(new_app: NewApp, across: str) -> None:
    app = new_app(across, f"#/compare/{quote('资本支出')}?company={quote(XINGLAN)}&last=2", locale="zh-CN")
    page = app.page
    expect(studied(app, "h2").first).to_have_text("数字并列")
    expect(page.locator(".tc-change").first).to_have_text(re.compile("改了措辞|措辞未变|新增|未变|不再提及"))
    expect(page.locator(".tc-figure").first).to_contain_text("亿元")
    for tab, words in (("mentions", "词语"), ("guidance", "包括计划"), ("questions", "选择一场电话会")):
        page.locator(f"[data-study-link={tab}]").click()
        expect(page.locator(f".tc-study[data-study={tab}]")).to_contain_text(words)
    page.locator(".tc-study[data-study=questions] select").select_option(label=f"{XINGLAN} · Q4 2025")
    expect(studied(app, ".tc-asked-part h2").first).to_contain_text("问题 1")


def test_the_keyboard_alone(new_app: NewApp, across: str) -> None:
    app = new_app(across, "#/mentions")
    page = app.page
    expect(page.get_by_label("Term")).to_be_focused(timeout=WAIT)
    page.keyboard.type("tariffs")
    page.keyboard.press("Enter")
    studied(app, ".tc-hit")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('tc-hit')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    expect(page.locator(".tc-reader-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".tc-hit").first).to_be_focused()


class Held(Assistant):
    """Reads guidance only once it is let."""

    started, let = threading.Event(), threading.Event()

    def guidance(self, *args: object, **kwargs: object) -> list[Statement]:
        self.started.set()
        assert self.let.wait(120)
        return super().guidance(*args, **kwargs)  # type: ignore[arg-type]


def test_a_long_study_keeps_nobody_waiting_who_asks_or_reads(new_app: NewApp, tmp_path: Path) -> None:
    with Held.open(home=tmp_path / "home", llm="none") as assistant:
        assistant.ingest([write_call(tmp_path, "Calder", turns=4)])
        with served_here(assistant) as address:
            try:
                slow = new_app(address)
                slow.page.locator("[data-link=across]").click()
                slow.page.locator("[data-study-link=guidance]").click()
                assert assistant.started.wait(60)
                expect(slow.page.locator(".tc-study-state")).to_have_text("Reading the calls")
                other = new_app(address)
                other.ask("What was said about backlog?")
                other.page.locator("[data-link=read]").click()
                expect(other.page.locator(".tc-doc .tc-turn").first).to_be_visible(timeout=WAIT)
                expect(slow.page.locator(".tc-study-state")).to_have_text("Reading the calls")
            finally:
                assistant.let.set()
            expect(slow.page.locator(".tc-study-result > *").first).to_be_visible(timeout=WAIT)
            expect(slow.page.locator(".tc-study-state")).to_have_text("")
