"""Saved web pages, and text in Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import InputError
from index.formats import parse
from index.models import Transcript
from index.reading import read_source

PAGE = """\
<!DOCTYPE html>
<html><head><title>Acme (ACW) Q3 2024 Earnings Call Transcript | Example</title>
<style>p { color: red }</style><script>var x = "Bob Ray: no";</script></head>
<body><header><nav><ul><li>Home</li><li>Carl Gomez -- Editor</li></ul></nav></header>
<article><h1>Acme Widgets (ACW) Q3 2024 Earnings Call Transcript</h1>
<p>Image source: Example.</p>
<p><strong>Acme Widgets</strong> <span class="ticker">(NYSE:<a href="#">ACW</a>)</span><br/>Q3 2024 Earnings Call<br>Nov 05, 2024</p>
<h2>Prepared Remarks:</h2>
<p><strong>Operator</strong></p>
<p>Good morning &amp; welcome.</p>
<div hidden>Dana Fox: hidden words</div><p style="display:none">Dana Fox: more</p>
<p><strong>Ann Lee</strong> -- <em>Chief Executive Officer</em></p>
<p>It was a <b>strong</b>
 quarter.<br>Second line.</p>
<h2>Questions &amp; Answers:</h2>
<p><strong>Bob Ray</strong> -- <em>Northshore Securities -- Analyst</em></p>
<p>Why?</p>
<p><strong>Ann Lee</strong> -- <em>Chief Executive Officer</em></p><p>Demand.</p>
</article>
<footer><p>Erin Moss: all rights reserved</p></footer></body></html>
"""


def spoken(transcript: Transcript) -> list[tuple[str, str, str]]:
    return [(t.speaker.name, t.section.value, t.text) for t in transcript.turns if t.speaker is not None]


def test_a_page_is_read_as_a_reader_sees_it() -> None:
    transcript = parse(PAGE)
    assert transcript.format == "html"
    assert spoken(transcript) == [
        ("Operator", "prepared", "Good morning & welcome."),
        ("Ann Lee", "prepared", "It was a strong quarter.\nSecond line."),
        ("Bob Ray", "qa", "Why?"),
        ("Ann Lee", "qa", "Demand."),
    ]
    assert transcript.metadata.title == "Acme Widgets (ACW) Q3 2024 Earnings Call Transcript"
    assert (transcript.metadata.ticker, transcript.metadata.period) == ("ACW", "Q3 2024")
    assert str(transcript.metadata.date) == "2024-11-05"
    assert not any(word in transcript.source for word in ("hidden", "rights", "var x", "Editor"))


@pytest.mark.parametrize(
    "body",
    [
        "<p><b>Operator:</b> Welcome.</p><p><b>Ann Lee (CEO):</b> Thanks.</p><p><b>Operator:</b> Bye.</p>",
        "<p><b>Operator</b> Welcome.</p><p><b>Ann Lee, CEO</b> Thanks.</p><p><b>Operator</b> Bye.</p>",
        "Operator: Welcome.<br><br>Ann Lee (CEO): Thanks.<br>Operator: Bye.<br/><br/>",
        "<table><tr><td>Operator</td><td>Welcome.</td></tr><tr><td>Ann Lee, CEO</td><td>Thanks.</td></tr>"
        "<tr><td>Operator</td><td>Bye.</td></tr></table>",
        "<div>Operator<div>Welcome.</div></div><div>Ann Lee, CEO<div>Thanks.</div></div><div>Operator<div>Bye.</div></div>",
    ],
)
def test_ways_to_set_a_name_apart(body: str) -> None:
    assert [(name, text) for name, _, text in spoken(parse(f"<html><body>{body}</body></html>"))] == [
        ("Operator", "Welcome."),
        ("Ann Lee", "Thanks."),
        ("Operator", "Bye."),
    ]


def test_the_page_decides_nothing_about_its_encoding(tmp_path: Path) -> None:
    body = "<p>主持人:各位好,欢迎参加远山科技2024年第三季度业绩电话会议。</p><p>王明(首席执行官):谢谢大家,我们的营收增长了百分之二十。</p>"
    page = f'<html><head><meta charset="gb2312"><title>实录</title></head><body>{body}</body></html>'
    for encoding in ("gb18030", "utf-8"):
        path = tmp_path / f"{encoding}.html"
        path.write_bytes(page.encode(encoding))
        assert [name for name, _, _ in spoken(parse(read_source(path).text))] == ["主持人", "王明"]


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<!doctype html><script>1</script>"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(InputError, match="holds no text"):
        parse(page)


def test_deep_and_broken_pages_are_read_in_bounded_time() -> None:
    deep = "<html><body>" + "<div>" * 20_000 + "Operator: Welcome.<br>Ann Lee (CEO): Hi." + "</div>" * 20_000
    parse(f"<p>Operator: Welcome.</p><p>Ann Lee (CEO): Thanks.</p>{'<p>x' * 20_000}")
    try:
        parse(deep)
    except InputError as error:
        assert error.hint
    assert [n for n, _, _ in spoken(parse("<html><p>Operator: Welcome.<p>Ann Lee (CEO): <b>Hi"))] == [
        "Operator",
        "Ann Lee",
    ]


MARKDOWN = """\
---
company: Acme Widgets
ticker: ACW
period: Q3 2024
date: 2024-11-05
---

# Earnings call

## Prepared Remarks

**Operator**

Welcome to the call.

**Ann Lee**, *Chief Executive Officer*

It was a **strong** quarter.

- Revenue: up 20%

## Q&A

**Bob Ray**, *Northshore Securities -- Analyst*

Why?

**Ann Lee**

Demand.
"""


def test_markdown_with_front_matter() -> None:
    transcript = parse(MARKDOWN)
    assert spoken(transcript) == [
        ("Operator", "prepared", "Welcome to the call."),
        ("Ann Lee", "prepared", "It was a **strong** quarter.\n\n- Revenue: up 20%"),
        ("Bob Ray", "qa", "Why?"),
        ("Ann Lee", "qa", "Demand."),
    ]
    assert transcript.source == MARKDOWN
    metadata = transcript.metadata
    assert (metadata.company, metadata.ticker, metadata.period) == ("Acme Widgets", "ACW", "Q3 2024")
    assert str(metadata.date) == "2024-11-05"


@pytest.mark.parametrize(
    "form", ["**{}:** {}", "**{}**: {}", "### {}\n{}", "__{}__\n\n{}", "> **{}**\n{}", "* **{}:** {}"]
)
def test_marks_around_names(form: str) -> None:
    turns = [("Operator", "Welcome."), ("Ann Lee, CEO", "Thanks."), ("Operator", "Bye.")]
    text = "\n\n".join(form.format(*turn) for turn in turns)
    assert [name for name, _, _ in spoken(parse(text))] == ["Operator", "Ann Lee", "Operator"]
