"""What the evaluation writes for people and other tools."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import ir_measures
import pytest

from eval import charts
from eval.cases import Case, read_cases
from eval.compare import compare
from eval.exporters import export_ragas, export_trec, ragas_samples
from eval.fakes import blank_record, citation_of, passage_of
from eval.gates import Gate, judge_gates
from eval.gold import Gold, Sources, Span, locate
from eval.judge import judge, read_grades, write_grades
from eval.records import parse_record
from eval.report import marked, render, write_report
from eval.saving import save_case
from eval.scoring import Context, Row, score
from eval.summary import SystemRun, figures
from index.errors import InputError, LLMError
from prompts import Message

HOSTILE = "<script>alert(1)</script><img src=https://example.com/x onerror=alert(2)> \u202e${7*7}{{7*7}}"
SOURCE = f"Revenue was $1.2 billion. Margins rose. {HOSTILE} Growth goes on."


def row(case: Case, **changes: Any) -> Row:
    golds = [Gold(q, (Span("t", SOURCE.index(q), SOURCE.index(q) + len(q)),)) for q in case.gold]
    record = parse_record(blank_record(case.id, case.question) | changes)
    return score(case, record, golds, Context({"t": SOURCE}, lambda s, _e, _t: [s] if "99%" in s else []))


def rows() -> tuple[Row, ...]:
    first = Case("a 1", f"Revenue? {HOSTILE}", True, ("Revenue was $1.2 billion.",), ((HOSTILE,),), kind=HOSTILE)
    second = Case("b", "Who won?", False, kind="absent")
    third = Case("c", "毛利率如何?", True, ("Margins rose.", "Growth goes on."), kind="fact")
    text = f"{HOSTILE} 99%"
    return (
        row(
            first,
            status="answered",
            answer=f"{text} [1]",
            problems=[HOSTILE],
            statements=[{"text": text, "citations": [1], "verified": True, "proof": HOSTILE}],
            citations=[citation_of("t", SOURCE, f"Margins rose. {HOSTILE}", speaker=HOSTILE)],
            passages=[passage_of("t", SOURCE, HOSTILE, 1), passage_of("t", SOURCE, "Revenue was $1.2 billion.", 2)],
        ),
        row(second),
        row(third, status="error", problems=[HOSTILE], passages=[]),
    )


class Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script" and data.strip():
            self.scripts.append(data)


def page() -> str:
    runs = [SystemRun("turncite", rows(), {"llm": HOSTILE}), SystemRun("llamaindex", rows(), {"llm": "none"})]
    verdicts = judge_gates([Gate(metric="R@5", minimum=0.9), Gate(metric="error", maximum=0)], runs[0])
    return render(runs, compare(rows(), rows()), verdicts, dt.datetime(2026, 2, 6, 9, 30, tzinfo=dt.UTC))


def test_nothing_untrusted_becomes_markup() -> None:
    text = page()
    found = Page(text)
    assert found.tags.count("script") == 1
    assert "img" not in found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert HOSTILE not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "${7*7}{{7*7}}" in text  # shown as it is, evaluated by nothing


def test_the_page_requests_nothing() -> None:
    found = Page(page())
    assert not {"link", "iframe", "object", "embed", "img", "audio", "video", "base"} & set(found.tags)
    assert not [value for name, value in found.attributes if name in ("src", "href", "action", "srcset")]
    (policy,) = [
        value or "" for name, value in found.attributes if name == "content" and "default-src" in (value or "")
    ]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in re.sub(r"style-src[^;]*", "", policy)


def test_the_page_tells_every_question_and_why() -> None:
    text = page()
    for said in ("毛利率如何?", "The first passage with a gold quote has rank 2.", "Rightly refused.", "It crashed"):
        assert said in text
    assert text.count('<details class="question"') == 3
    for heading in ("Gates", "Quality by language", "Reliability", "Latency", "All figures", "Against the earlier run"):
        assert f"<h2>{heading}</h2>" in text


def test_a_run_of_one_question_has_a_page_too(tmp_path: Path) -> None:
    path = write_report(tmp_path / "new", [SystemRun("turncite", rows()[1:2], {})])
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_report(tmp_path / "file", [SystemRun("turncite", rows()[1:2], {})])


def test_gold_is_marked_inside_a_citation_by_offsets() -> None:
    start = SOURCE.index("Revenue")
    record = parse_record(
        blank_record("q", "?") | {"citations": [citation_of("t", SOURCE, "was $1.2 billion. Margins")]}
    )
    segments = marked(record.citations[0], [Gold("#", (Span("t", start, start + 16),))])
    assert [(s.text, s.gold) for s in segments] == [("was $1.2", True), (" billion. Margins", False)]
    assert "".join(s.text for s in segments) == record.citations[0].quote


def test_plots_keep_to_their_scale() -> None:
    svg = charts.intervals([charts.Mark(0, 0.5, 0.25, 1.0), charts.Mark(1, 2.0, -1.0, 3.0)])
    assert 'cx="50.00%"' in svg and 'x1="25.00%"' in svg and 'cx="100.00%"' in svg and 'x1="0.00%"' in svg
    widths = [float(w) for w in re.findall(r'width="([\d.]+)%" height="22"', charts.stacked([("a", 1), ("b", 3)])[40:])]
    assert widths == pytest.approx([25, 75])
    assert 'width="50.00%"' in charts.spread(0, 1, 2, 2)
    assert "<svg" in charts.stacked([]) and "<svg" in charts.spread(0, 0, 0, 0)


# Exporters -----------------------------------------------------------------------------------------------------------


def test_trec_files_give_the_same_figures(tmp_path: Path) -> None:
    run_path, qrels_path = export_trec(rows(), "turncite", tmp_path / "trec")
    run = list(ir_measures.read_trec_run(str(run_path)))
    qrels = list(ir_measures.read_trec_qrels(str(qrels_path)))
    measures = [ir_measures.RR @ 10, ir_measures.Success @ 5, ir_measures.nDCG @ 10]
    found = ir_measures.calc_aggregate(measures, qrels, run)
    ours = figures(rows())
    for measure, key in zip(measures, ("MRR@10", "R@5", "nDCG@10"), strict=True):
        assert found[measure] == pytest.approx(ours[key].value)
    assert {q.query_id for q in qrels} == {"a_1", "c"}


def test_ragas_samples(tmp_path: Path) -> None:
    path = export_ragas(rows(), tmp_path / "ragas.jsonl")
    samples = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert samples == ragas_samples(rows())
    assert {"user_input", "retrieved_contexts", "response", "reference"} <= samples[0].keys()
    assert samples[0]["retrieved_contexts"][1] == "Revenue was $1.2 billion."
    assert samples[2]["reference"] == "Margins rose.\nGrowth goes on."


# Saving --------------------------------------------------------------------------------------------------------------

ANSWER = blank_record("x", "How large?") | {
    "status": "answered",
    "citations": [citation_of("t", SOURCE, "Revenue was $1.2 billion.")],
}


def test_a_saved_answer_is_a_valid_case(tmp_path: Path) -> None:
    path = tmp_path / "sets" / "mine.jsonl"
    first = save_case(path, ANSWER, [["$1.2 billion", "12 亿"], "billion"])
    second = save_case(path, ANSWER, "1.2", gold=["Margins rose."])
    third = save_case(path, ANSWER, None)
    cases = read_cases([path])
    assert cases == [first, second, third]
    assert cases[0].must == (("$1.2 billion", "12 亿"), ("billion",))
    assert cases[0].gold == ("Revenue was $1.2 billion.",)
    assert (cases[1].gold, cases[2].gold, cases[2].answerable) == (("Margins rose.",), (), False)
    locate(cases, Sources({"t": SOURCE}))


def test_saving_twice_keeps_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id":"old","question":"?","answerable":false,"gold":[],"must":[]}', encoding="utf-8")
    assert save_case(path, ANSWER, "1.2") == save_case(path, ANSWER, "1.2")
    assert read_cases([path])[0].id == "old"
    assert len(read_cases([path])) == 2


def test_a_case_that_would_be_invalid_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    with pytest.raises(InputError, match="no gold quote"):
        save_case(path, blank_record("x", "How large?"), "1.2")
    with pytest.raises(InputError, match="no usable value"):
        save_case(path, ANSWER, [[]])
    assert not path.exists()
    path.write_text("my notes\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        save_case(path, ANSWER, "1.2")
    assert path.read_text(encoding="utf-8") == "my notes\n"


# Judge ---------------------------------------------------------------------------------------------------------------


class Judge:
    name = "judge-model"

    def __init__(self, *replies: str | LLMError) -> None:
        self.replies = list(replies)
        self.asked: list[list[Message]] = []

    def complete(self, messages: Any, *, max_tokens: int) -> Any:
        assert max_tokens > 0
        self.asked.append(messages)
        reply = self.replies.pop(0)
        if isinstance(reply, LLMError):
            raise reply

        class Reply:
            text = reply

        return Reply()


@pytest.mark.parametrize(
    ("reply", "grades"),
    [
        ('{"faithfulness": 5, "relevance": 3}', {"faithfulness": 1.0, "relevance": 0.5}),
        ('Sure!\n```json\n{"Faithfulness": "1", "relevance": 4}\n```', {"faithfulness": 0.0, "relevance": 0.75}),
        ("relevance: 2", {"relevance": 0.25}),
        ('{"faithfulness": 9}', {}),
        ("I cannot say.", {}),
    ],
)
def test_grades_are_read_from_what_models_write(reply: str, grades: dict[str, float]) -> None:
    assert read_grades(reply) == grades


def test_only_answers_are_judged_and_grades_are_written_beside(tmp_path: Path) -> None:
    model = Judge('{"faithfulness": 5, "relevance": 1}')
    graded, problems = judge(rows(), model)
    assert problems == []
    assert len(model.asked) == 1
    assert "Margins rose." in model.asked[0][-1].content
    assert (graded[0].scores["faithfulness"], graded[0].scores["relevance"]) == (1.0, 0.0)
    assert graded[1].scores["faithfulness"] is None
    write_grades(graded, model, tmp_path / "judge.jsonl")
    line = json.loads((tmp_path / "judge.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert line == {"id": "a 1", "faithfulness": 1.0, "relevance": 0.0, "judge": "judge-model", "prompt": "judge@1"}


def test_a_judge_that_fails_ends_the_judging_only() -> None:
    graded, problems = judge(rows()[:1] * 2, Judge(LLMError("The endpoint is down.")))
    assert len(graded) == 2
    assert "The endpoint is down." in problems[0]
