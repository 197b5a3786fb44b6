"""The library: uploads looked at before they are added, corrected, removed with undo; hostile files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant import Assistant
from tests.browser.conftest import NewApp
from tests.browser.driver import WAIT, App
from tests.browser.here import served_here
from tests.fakes import call_text, write_call, zh_call_text

pytestmark = pytest.mark.browser


@pytest.fixture
def library(tmp_path: Path) -> Iterator[tuple[str, Assistant]]:
    """A page over a library that holds one small call, and the assistant behind it."""
    with Assistant.open(home=tmp_path / "home", llm="none") as assistant:
        assistant.ingest([write_call(tmp_path, "Calder", turns=2)])
        with served_here(assistant) as address:
            yield address, assistant


@pytest.fixture
def app(library: tuple[str, Assistant], new_app: NewApp) -> App:
    app = new_app(library[0], "#/library")
    expect(app.page.locator(".tc-table tbody tr")).to_have_count(1)
    return app


def upload(app: App, *files: Path) -> None:
    app.page.locator(".tc-file").set_input_files([str(file) for file in files])


def test_good_and_bad_files_together(app: App, library: tuple[str, Assistant], tmp_path: Path) -> None:
    page, (_, assistant) = app.page, library
    good = write_call(tmp_path, "Orvane", turns=4)
    chinese = tmp_path / "北岸.txt"
    chinese.write_text(zh_call_text("北岸"), encoding="utf-8")
    empty, picture = tmp_path / "empty.txt", tmp_path / "picture.png"
    empty.write_bytes(b"  \n")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    upload(app, good, empty, chinese, picture)
    reviews, failed = page.locator(".tc-review"), page.locator(".tc-job.tc-failed")
    expect(reviews).to_have_count(2, timeout=WAIT)
    expect(failed).to_have_count(2)
    expect(failed.first).to_contain_text("empty.txt was not added")
    expect(failed.last).to_contain_text("PNG image")
    assert str(tmp_path) not in page.content()
    assert "turncite-uploads" not in page.inner_text(".tc-app")
    review = reviews.first
    for recognised in ("English", "5 turns", "Mara Lindqvist", "Tobias Okafor"):
        expect(review).to_contain_text(recognised)
    expect(review.get_by_label("Period")).to_have_value("Q2 2026")
    assert len(assistant.library.transcripts()) == 1  # nothing is added before it was looked at
    review.get_by_label("Company").fill("Orvane Works")
    review.get_by_label("Period").fill("the second quarter")
    review.get_by_role("button", name="Add", exact=True).click()
    expect(review.locator("[role=alert]")).to_contain_text("cannot be read", timeout=WAIT)
    review.get_by_label("Period").fill("Q3 2026")
    review.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".tc-job").filter(has_text="orvane.txt was added")).to_be_visible(timeout=WAIT)
    expect(page.locator(".tc-table tbody tr").filter(has_text="Orvane Works")).to_contain_text("Q3 2026")
    reviews.first.get_by_role("button", name="Discard").click()
    expect(reviews).to_have_count(0)
    names = {info.company: info.period for info in assistant.library.transcripts()}
    assert names == {"Calder Corporation": "Q2 2026", "Orvane Works": "Q3 2026"}
    kept = assistant.settings.home / "uploads"
    assert [path.name for path in kept.iterdir()] == ["orvane.txt"]


def test_files_are_dropped(app: App) -> None:
    app.page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], 'dropped.txt', { type: 'text/plain' }));
          document.querySelector('.tc-drop').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        call_text("Dorvik", turns=2),
    )
    expect(app.page.locator(".tc-review")).to_contain_text("dropped.txt", timeout=WAIT)


def test_too_many_or_too_large_files_are_refused(app: App, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(21)]
    for file in files:
        file.write_text("x")
    upload(app, *files)
    expect(app.page.locator(".tc-toast")).to_have_text("At most 20 files at once: 21 were given.")
    large = tmp_path / "large.txt"
    large.write_bytes(b"a" * 20_000_001)
    upload(app, large)
    expect(app.page.locator(".tc-failed")).to_contain_text("large.txt was not added", timeout=WAIT)
    # The server holds the limit too, whatever a script sends.
    answer = app.page.request.post(
        f"{app.address}/gradio_api/upload",
        multipart={"files": {"name": "large.txt", "mimeType": "text/plain", "buffer": large.read_bytes()}},
    )
    assert answer.status == 413


def test_no_other_file_of_the_machine_can_be_read(app: App, library: tuple[str, Assistant], tmp_path: Path) -> None:
    secret = write_call(tmp_path, "Secret")
    for token in (str(secret), "/etc/passwd", "../../etc/passwd"):
        answer = app.call("preview", {"ui": "en", "token": token, "name": "x.txt"})
        assert answer == {"error": "This file was not uploaded here, or is there no more. Upload it again."}
    reply = app.page.request.get(f"{app.address}/gradio_api/file={library[1].settings.home}/chats.sqlite")
    assert reply.status in (403, 404)


def test_remove_and_undo(app: App, library: tuple[str, Assistant], tmp_path: Path) -> None:
    page, (_, assistant) = app.page, library
    (before,) = assistant.library.transcripts()
    (tmp_path / "calder.txt").unlink()  # not even the file is needed
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".tc-list")).to_contain_text("No transcripts yet.", timeout=WAIT)
    page.locator(".tc-toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".tc-table tbody tr")).to_have_count(1, timeout=WAIT)
    (after,) = assistant.library.transcripts()
    assert (after.id, after.company, after.passages) == (before.id, before.company, before.passages)


def test_reindex(app: App, library: tuple[str, Assistant]) -> None:
    app.page.get_by_role("button", name="Re-index").click()
    expect(app.page.locator(".tc-job")).to_contain_text("The index was built anew: 1 transcripts.", timeout=WAIT)
    assert library[1].library.check().ok


def test_an_added_call_can_be_asked_about_at_once(app: App) -> None:
    page = app.page
    page.get_by_role("button", name="Ask about it").click()
    expect(page.locator(".tc-filter-chip")).to_contain_text("Calder Corporation · Q2 2026")
    expect(page.locator("#tc-question")).to_be_focused()


HOSTILE = """Quarrel <b>Corporation</b> (NYSE: QUAR)
Q2 2026 Earnings Call
May 5, 2026

Operator: Welcome <script>document.title='owned'</script> to the call.

Eve <img src=x onerror="document.title='owned'"> Moore -- Chief Executive Officer: Revenue grew 12 percent. \
![chart](http://example.invalid/a.png) [click](javascript:alert(1)) <iframe src="http://example.invalid"></iframe> \
${document.title='owned'} {{constructor.constructor('document.title=1')()}} `tick` \\u202e Margin was \u202e%02\u202c of sales, \
and demand\u200b was \u2066strong\u2069. </details></div><form action=http://example.invalid><style>*{display:none}</style>

Tobias Okafor -- Chief Financial Officer: Backlog rose to $40 million & <a href="http://example.invalid">more</a>.
"""


def test_hostile_transcripts_are_text(app: App, tmp_path: Path) -> None:
    page = app.page
    file = tmp_path / "<img src=x onerror=alert(1)>.txt"
    file.write_text(HOSTILE, encoding="utf-8")
    upload(app, file)
    expect(page.locator(".tc-review")).to_have_count(1, timeout=WAIT)
    page.locator(".tc-review").get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".tc-job")).to_contain_text("was added", timeout=WAIT)
    page.locator(".tc-table tbody tr").filter(has_not_text="Calder").get_by_role("button", name="Read").click()
    expect(page.locator(".tc-doc .tc-turn").first).to_be_visible(timeout=WAIT)
    expect(page.locator(".tc-doc")).to_contain_text("<script>document.title='owned'</script>")
    expect(page.locator(".tc-doc")).to_contain_text("demand was strong")  # without what cannot be seen
    page.locator("[data-link=ask]").click()
    app.ask("What was said about backlog?")
    app.ask("How did revenue grow <img src=x onerror=\"document.title='owned'\">?")
    page.locator(".tc-chip").first.click()
    expect(page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    app.reload()
    page.wait_for_timeout(300)
    assert page.title() == "TurnCite"
    for tag in ("img", "iframe", "script", "style", ".tc-app a[href^='http']", ".tc-app form[action]"):
        assert page.locator(tag if tag.startswith(".") else f".tc-app {tag}").count() == 0, tag
    assert not any("example.invalid" in url for url in app.requests)
    shown = page.locator(".tc-app").inner_text()
    assert not any(character in shown for character in "\u202e\u2066\u200b")


def test_a_line_of_a_megabyte(app: App, tmp_path: Path) -> None:
    page = app.page
    file = tmp_path / "long.txt"
    said = "Revenue grew and demand was strong in every region we serve today. " * 15_000
    file.write_text(
        f"Longwind Corporation\nQ2 2026 Earnings Call\n\nOperator: Welcome.\n\nAda Reyes -- Chief Executive Officer: {said}\n"
    )
    upload(app, file)
    expect(page.locator(".tc-review")).to_contain_text("Ada Reyes", timeout=WAIT)
    expect(page.locator(".tc-review")).to_contain_text("180,007 words")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".tc-review").get_by_role("button", name="Discard").click()
    expect(page.locator(".tc-table tbody tr")).to_have_count(1)
