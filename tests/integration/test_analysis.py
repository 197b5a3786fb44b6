"""Comparing, mentions, guidance and questions over an invented library, with the packaged embedding model."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant import Assistant
from assistant.analysis import plot, report
from assistant.cli import main
from eval.across.library import InventedCall, invented_calls
from index.errors import InputError
from tests.integration.test_cli import printed as shown
from tests.integration.test_cli import turncite

CALLS: dict[str, InventedCall] = {call.key: call for call in invented_calls()}
HALVORN = [f"halvorn-2025q{q}" for q in (1, 2, 3, 4)]


def _turn(before: bool, now: bool) -> tuple[str, str]:
    """Two consecutive calls of a company: whether the question on competitors was left open in the first, and in the second."""
    for one, other in pairwise(CALLS):
        a, b = CALLS[one].quarter, CALLS[other].quarter
        if a.company is b.company and (a.unanswered[1], b.unanswered[1]) == (before, now):
            return one, other
    raise LookupError


APPEARS, GOES = _turn(True, False), _turn(False, True)
KEYS = tuple(dict.fromkeys([*HALVORN, "xinglan-2025q3", "xinglan-2025q4", "castellan-2025q4", *APPEARS, *GOES]))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, home = tmp_path_factory.mktemp("calls"), tmp_path_factory.mktemp("library")
    for key in KEYS:
        (folder / f"{key}.txt").write_text(CALLS[key].script.text(), encoding="utf-8")
    with Assistant.open(home=home, llm="none") as assistant:
        assert not assistant.ingest([folder]).failed
    return home


@pytest.fixture(scope="module")
def assistant(home: Path) -> Iterator[Assistant]:
    with Assistant.open(home=home, llm="none") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def ids(assistant: Assistant) -> dict[str, str]:
    return {Path(info.path).stem: info.id for info in assistant.library.transcripts()}


def test_the_library_knows_what_its_calls_are(assistant: Assistant, ids: dict[str, str]) -> None:
    known = dict(assistant.library.metadata())
    for key in KEYS:
        quarter, meta = CALLS[key].quarter, known[ids[key]]
        assert (meta.fiscal_year, meta.fiscal_quarter) == quarter.fiscal
        assert (meta.date, meta.ticker) == (quarter.date, quarter.company.ticker)
        assert assistant.library.resolve(ids[key][:10]) == ids[key]


def test_numbers_of_a_topic_stand_side_by_side(assistant: Assistant) -> None:
    found = assistant.compare("capex guidance", company="Halvorn", last=4)
    assert [view.call.period for view in found.calls] == ["Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025"]
    (guided,) = [s for s in found.series if s.expected and s.metric and s.metric.key == "capital expenditure"]
    ranges = [(cell.figures[0].quantity.low, cell.figures[0].quantity.high) for cell in guided.cells]
    quarters = [CALLS[f"halvorn-2025q{q}"].quarter for q in (1, 2, 3, 4)]
    assert ranges == [(q.capex_low * 10**6, q.capex_high * 10**6) for q in quarters]
    assert [cell.figures[0].for_period for cell in guided.cells] == [f"FY{q.guided_year}" for q in quarters]
    assert {said.status for said in found.calls[0].quotes} == {"first"}
    for said in found.quotes:
        source = assistant.library.transcript(said.quote.call.id).source
        assert source[said.quote.start : said.quote.end] == said.quote.text


def test_what_is_reworded_new_and_dropped(assistant: Assistant, ids: dict[str, str]) -> None:
    found = assistant.compare("tariffs", [ids["halvorn-2025q1"], ids["halvorn-2025q2"]])
    assert [(said.status, said.before) for said in found.calls[1].quotes] == [("reworded", 1)]
    before, now = (ids[key] for key in APPEARS)
    assert [said.status for said in assistant.compare("rivals 对手", [before, now]).calls[1].quotes] == ["new"]
    before, now = (ids[key] for key in GOES)
    first, last = assistant.compare("rivals 对手", [before, now]).calls
    assert last.quotes == ()
    assert last.dropped == first.quotes != ()


def test_a_topic_in_one_language_finds_calls_in_the_other(assistant: Assistant, ids: dict[str, str]) -> None:
    for topic in ("capacity utilization", "产能利用率"):
        found = assistant.compare(topic, [ids["halvorn-2025q3"], ids["xinglan-2025q3"]])
        shares = {cell.call.id: cell.figures[0].quantity.low for series in found.series for cell in series.cells}
        for key in ("halvorn-2025q3", "xinglan-2025q3"):
            assert shares[ids[key]] == CALLS[key].quarter.utilization


def test_a_topic_that_nobody_speaks_of(assistant: Assistant) -> None:
    found = assistant.compare("dividend", company="Halvorn")
    assert found.quotes == ()
    assert report.NOTHING in report.comparison_markdown(found)
    ET.fromstring(plot.svg(found))  # noqa: S314 - our own text


def test_the_plot_is_well_formed_and_escapes_what_it_shows(assistant: Assistant) -> None:
    found = assistant.compare("<script>capex</script> & guidance", company="Halvorn")
    drawn = plot.svg(found)
    tree = ET.fromstring(drawn)  # noqa: S314 - our own text
    assert "<script" not in drawn
    assert len(tree.findall(".//{http://www.w3.org/2000/svg}circle")) >= len(found.calls)


def test_a_comparison_needs_calls_and_a_topic(assistant: Assistant, ids: dict[str, str]) -> None:
    with pytest.raises(InputError, match="at least two"):
        assistant.compare("capex", [ids["halvorn-2025q1"]])
    with pytest.raises(InputError, match="topic is empty"):
        assistant.compare("  ", company="Halvorn")
    with pytest.raises(InputError, match="No call of Nobody"):
        assistant.compare("capex", company="Nobody")


def test_guidance_is_what_the_calls_were_written_with(assistant: Assistant, ids: dict[str, str]) -> None:
    for key in KEYS:
        quarter = CALLS[key].quarter
        scale = 10**6
        found = {
            (s.metric.key if s.metric else None, s.period_key): (float(s.quantity.low), float(s.quantity.high))
            for s in assistant.guidance([ids[key]])
        }
        following = f"Q{quarter.following[1]} {quarter.following[0]}"
        low, high = found["revenue", following]
        assert (low, high) == pytest.approx((quarter.next_low * scale, quarter.next_high * scale), rel=6e-3)
        assert found["gross margin", following] == quarter.next_margin
        year = f"FY{quarter.guided_year}"
        assert found["capital expenditure", year] == pytest.approx((quarter.capex_low * scale, quarter.capex_high * scale), rel=6e-3)  # fmt: skip


def test_parts_of_questions_and_where_they_are_addressed(assistant: Assistant, ids: dict[str, str]) -> None:
    for key in KEYS:
        quarter = CALLS[key].quarter
        questions = assistant.qa(ids[key])
        assert [len(question.parts) for question in questions] == [2, 2, 2]
        for question, unanswered in zip(questions[1:], quarter.unanswered[1:], strict=True):
            assert question.parts[0].answer is not None or quarter.company.language == "zh"
            if unanswered:
                assert question.parts[1].answer is None
                assert question.parts[1].as_record()["note"] == "no passage found"
            for part in question.parts:
                source = assistant.library.transcript(ids[key]).source
                assert source[part.question.start : part.question.end] == part.question.text


def test_choosing_and_searching_several_calls(assistant: Assistant, ids: dict[str, str]) -> None:
    choice = assistant.choose("What did Anna Roth say about tariffs last quarter?")
    assert [call.id for call in choice.calls] == [ids["halvorn-2025q4"]]
    wanted = [ids["halvorn-2025q3"], ids["xinglan-2025q3"]]
    hits = assistant.search("tariffs 关税", k=6, transcript=wanted)
    assert {hit.passage.transcript_id for hit in hits} == set(wanted)


def test_commands_print_one_object(home: Path) -> None:
    def printed(done: Result) -> Any:
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    compared = shown(turncite(home, "compare", "capex guidance", "--company", "HLVR", "--last", "2", "--json"))
    assert [call["period"] for call in compared["calls"]] == ["Q3 2025", "Q4 2025"]
    assert compared["numbers"]
    assert printed(command(home, "mentions", "关税", "--json"))["total"] == len(KEYS)
    assert printed(command(home, "guidance", "--company", "星澜", "--json"))["statements"]
    first, second = (call["transcript_id"][:8] for call in compared["calls"])
    assert len(printed(command(home, "qa", first, "--json"))["questions"]) == 3
    again = printed(command(home, "compare", "tariffs", "--transcript", first, second, "--json"))
    assert len(again["calls"]) == 2


def command(home: Path, *arguments: str) -> Result:
    """A command in this process; the tests above start it as a user does."""
    return CliRunner().invoke(main, arguments, env={"TURNCITE_HOME": str(home), "TURNCITE_LLM": "none"})


def test_commands_export_tables(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = command(home, "guidance", "--company", "HLVR", "--format", "csv", "--output", str(out))
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode())))
    assert {row["metric"] for row in rows} >= {"revenue", "capital expenditure", "gross margin"}
    markdown = command(home, "compare", "capex", "--company", "HLVR", "--format", "markdown")
    assert "## Numbers side by side" in markdown.stdout
    assert command(home, "compare", "capex", "--company", "HLVR", "--format", "svg").stdout.startswith("<svg")
    assert "no passage found" in command(home, "compare", "dividend", "--company", "HLVR").stdout
    assert "mentions in" in command(home, "mentions", "tariffs").stdout
    assert "capital expenditure" in command(home, "guidance", "--company", "HLVR").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("compare",), 2),
        (("compare", "capex", "--format", "pdf"), 2),
        (("compare", "capex", "--company", "Nobody"), 1),
        (("compare", "capex", "--transcript", "zzz"), 1),
        (("mentions", " "), 1),
        (("qa", "zzz"), 1),
        (("guidance", "--company", "HLVR", "--output", "/no/such/folder/file"), 1),
        (("ingest", "--watch", "/no/such/folder"), 1),
    ],
)
def test_bad_input_of_the_commands(home: Path, arguments: tuple[str, ...], code: int) -> None:
    done = command(home, *arguments)
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.stderr.strip()


def test_watching_a_folder(tmp_path: Path) -> None:
    folder, home = tmp_path / "calls", tmp_path / "home"
    folder.mkdir()
    text = CALLS["halvorn-2025q1"].script.text()
    (folder / "first.txt").write_text(text, encoding="utf-8")
    env = {**os.environ, "TURNCITE_HOME": str(home), "TURNCITE_LLM": "none", "PYTHONUNBUFFERED": "1"}
    code = "from assistant.cli import main; main()"
    command = [sys.executable, "-c", code, "ingest", "--watch", str(folder), "--json"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        _until(process, "added", "first.txt")
        grown = CALLS["halvorn-2025q2"].script.text()
        with (folder / "second.txt").open("w", encoding="utf-8") as file:
            for start in range(0, len(grown), 700):
                file.write(grown[start : start + 700])
                file.flush()
                time.sleep(0.15)
        (folder / "bad.txt").write_bytes(bytes(range(256)) * 40)
        seen = _until(process, "added", "second.txt", "failed", "bad.txt")
        assert seen.count("second.txt") == 1
        (folder / "first.txt").write_text(text.replace("Good afternoon", "Good morning"), encoding="utf-8")
        _until(process, "replaced", "first.txt")
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "Stopped." in err
    report: Any = json.loads(out)
    assert (report["added"], report["replaced"], report["failed"]) == (2, 1, 1)


def _until(process: subprocess.Popen[str], *words: str) -> str:
    """What a process says on stderr until all of these words have come, in any order."""
    assert process.stderr is not None
    said = ""
    while not all(word in said for word in words):
        line = process.stderr.readline()
        assert line, f"the process ended: {said}"
        said += line
    return said
