from __future__ import annotations

from typing import Any

import pytest

from eval.cases import Case
from eval.explain import explain, passed
from eval.fakes import blank_record, citation_of, passage_of
from eval.gold import Gold, Span
from eval.records import error_record, parse_record
from eval.scoring import BY_KEY, METRICS, Context, Row, score
from eval.summary import SystemRun, figures, show, summarise

SOURCE = "Revenue was $1.2 billion. Margins rose to 41%. Paul Roth sees growth."
GOLD = "Revenue was $1.2 billion."
CASE = Case("a", "How large was revenue?", True, (GOLD,), (("$1.2 billion",),), speaker="Paul", kind="number", set="s")
UNANSWERABLE = Case("u", "Who won?", False)
PEOPLE = {name: frozenset({"Paul", "Paul Roth"}) for name in ("Paul", "Paul Roth")}


def check(statement: str, evidence: str, transcript_id: str | None) -> list[str]:
    return [f"{n} is not in the quote" for n in ("99%",) if n in statement and n not in evidence]


def row(case: Case, retrieval_only: bool = False, **changes: Any) -> Row:
    golds = [Gold(q, (Span("t", SOURCE.index(q), SOURCE.index(q) + len(q)),)) for q in case.gold]
    record = parse_record(blank_record(case.id, case.question) | changes)
    return score(case, record, golds, Context({"t": SOURCE}, check, PEOPLE, retrieval_only))


def answered(text: str = "Revenue was $1.2 billion.", quote: str = GOLD, speaker: str = "Paul Roth") -> dict[str, Any]:
    return {
        "status": "answered",
        "answer": f"{text} [1]",
        "statements": [{"text": text, "citations": [1], "verified": True}],
        "citations": [citation_of("t", SOURCE, quote, speaker=speaker)],
        "passages": [passage_of("t", SOURCE, SOURCE)],
    }


def test_a_good_answer_scores_one_everywhere() -> None:
    found = row(CASE, **answered())
    ones = "R@1 R@5 MRR@10 nDCG@10 correct right language citation_precision citation_recall gold_cited cited verbatim"
    for key in [*ones.split(), "right_speaker", "verified"]:
        assert found.scores[key] == 1, key
    assert found.scores["number_errors"] == found.scores["error"] == found.scores["false_refusal"] == 0
    assert found.scores["refusal_precision"] is found.scores["refusal_recall"] is None
    assert passed(found) is True
    assert found.outcome == "quote"


def test_a_wrong_number_spoils_a_correct_answer() -> None:
    found = row(CASE, **answered("Revenue was $1.2 billion, up 99%."))
    assert (found.scores["correct"], found.scores["right"], found.scores["number_errors"]) == (1, 0, 1)
    assert passed(found) is False
    assert any("99%" in reason for reason in explain(found))


def test_a_wrong_citation_and_speaker_are_told() -> None:
    found = row(CASE, **answered("It was large.", "Margins rose to 41%.", "Mei Lin"))
    for key in ("correct", "citation_precision", "citation_recall", "gold_cited", "right_speaker"):
        assert found.scores[key] == 0, key
    reasons = " ".join(explain(found))
    assert "lacks “$1.2 billion”" in reasons
    assert "[1] covers no gold quote" in reasons
    assert "Not every citation is from Paul." in reasons


def test_a_false_refusal() -> None:
    found = row(CASE)
    assert (found.scores["false_refusal"], found.scores["refusal_precision"], found.scores["correct"]) == (1, 0, 0)
    assert found.scores["citation_precision"] is found.scores["number_errors"] is None
    assert "refused although" in explain(found)[-1]


def test_questions_without_an_answer() -> None:
    refused, claimed = row(UNANSWERABLE), row(UNANSWERABLE, **answered())
    assert (refused.scores["refusal_recall"], refused.scores["refusal_precision"]) == (1, 1)
    assert (claimed.scores["refusal_recall"], claimed.scores["refusal_precision"]) == (0, None)
    for key in ("R@5", "correct", "citation_precision", "false_refusal"):
        assert refused.scores[key] is claimed.scores[key] is None
    assert (passed(refused), passed(claimed)) == (True, False)


def test_a_crash_scores_zero() -> None:
    for case, keys in (
        (
            CASE,
            [
                "R@5",
                "MRR@10",
                "correct",
                "right",
                "language",
                "citation_precision",
                "citation_recall",
                "gold_cited",
                "right_speaker",
            ],
        ),
        (UNANSWERABLE, ["refusal_recall", "language"]),
    ):
        found = row(case, **error_record(case.id, case.question, "ValueError: x", 1.0))
        assert all(found.scores[key] == 0 for key in keys)
        assert found.scores["error"] == 1
        assert found.scores["total"] is None
        assert passed(found) is False
        assert "ValueError: x" in explain(found)[0]


def test_retrieval_only_leaves_answers_alone() -> None:
    found = row(CASE, retrieval_only=True, status="retrieved", passages=[passage_of("t", SOURCE, "Paul Roth")])
    assert found.scores["R@5"] == 0
    assert found.scores["retrieve"] == 0.1
    others = {m.source for m in METRICS if m.group not in ("retrieval", "reliability")} - {"retrieve"}
    assert all(found.scores[key] is None for key in others)
    assert explain(found) == ["None of the 1 passages covers a gold quote."]
    assert passed(found) is False


@pytest.mark.parametrize(
    ("statement", "outcome"),
    [
        ({"text": "Sales were 1.2 billion dollars.", "verified": True}, "verified"),
        ({"text": "Margins rose", "verified": True}, "verified"),
        ({"text": GOLD, "verified": True}, "quote"),
        ({"text": GOLD, "verified": True, "proof": "verified"}, "verified"),
        ({"text": "Whatever", "verified": True, "proof": "quote"}, "quote"),
        ({"text": GOLD, "verified": False}, "unverified"),
    ],
)
def test_what_the_user_saw(statement: dict[str, Any], outcome: str) -> None:
    assert row(CASE, **answered() | {"statements": [{"citations": [1], **statement}]}).outcome == outcome


def test_figures_sum_up_what_applies() -> None:
    rows = (row(CASE, **answered()), row(CASE), row(UNANSWERABLE))
    found = figures(rows)
    assert (found["correct"].value, found["correct"].n) == (0.5, 2)
    assert (found["refusal_precision"].value, found["refusal_precision"].n) == (0.5, 2)
    assert found["total_p50"].value == pytest.approx(0.2)
    assert "faithfulness" not in found
    summary = summarise(SystemRun("turncite", rows, {"llm": "none"}))
    assert summary["by"]["kind"]["number"]["correct"]["n"] == 2
    assert summary["by"]["lang"]["en"]["R@5"] == {"value": 0.5, "low": 0.0, "high": 1.0, "n": 2}
    assert summary["outcomes"] == {"quote": 1, "refused": 2}


def test_values_are_shown_as_people_read_them() -> None:
    assert show(BY_KEY["R@5"], 0.9804) == ".980"
    assert show(BY_KEY["R@5"], 1.0) == "1.00"
    assert show(BY_KEY["total_p50"], 0.0421) == "42 ms"
    assert show(BY_KEY["total_p50"], 7.456) == "7.46 s"
    assert show(BY_KEY["total_p95"], 12.34) == "12.3 s"
    assert show(BY_KEY["number_errors"], 0.5) == "0.50"
    assert show(BY_KEY["R@5"], None) == "–"
