"""Fits the weights of `assistant.relevance` to the development half of the shipped question sets.

    python -m eval.fit_relevance [--llm MODEL] [--opinions FILE] [--write]

For each question of the `dev` split the sentences of the passages found are features, and whether a sentence covers a
gold quote is the label. First a logistic regression of the features, then one of its logit and the language model's
log-odds for the best sentences. Prints how often the best sentence is a right one, each question rated by weights that
were fitted without any question on its call, and with --write writes `assistant/data/relevance.toml`. The `test` split
takes no part in it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.evidence import Evidence
from assistant.request import Options
from eval.cases import choose, read_cases
from eval.evaluate import scoped
from eval.gold import Gold, Sources, locate
from eval.logistic import Bools, Floats, Ints, Logistic, cross_validated, fit
from eval.metrics.overlap import covered
from eval.opinions import Opinions
from eval.sources import AssistantSource, open_source, shipped_questions, shipped_scopes

if TYPE_CHECKING:
    from assistant import Assistant

REGULARISATION = 0.003
"""Inverse strength (C) of the L2 penalty on standardised features; weaker ones fit the calls at hand and others worse."""
JUDGED_REGULARISATION = 0.1
"""The same where only a judgement is weighed with the features' result."""


def is_right(evidence: Evidence, golds: Sequence[Gold]) -> bool:
    """Whether a sentence covers a gold quote."""
    passage = evidence.passage
    return bool(covered(golds, evidence.text, passage.transcript_id, evidence.start, evidence.end))


def first_right(questions: Ints, scores: Floats, right: Bools) -> float:
    """The share of questions whose best sentence is a right one."""
    places = [np.flatnonzero(questions == q) for q in np.unique(questions)]
    return float(np.mean([right[at][np.argmax(scores[at])] for at in places]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print, and write where asked to."""
    parser = argparse.ArgumentParser(
        description="Fit assistant/data/relevance.toml to the dev half of the shipped sets."
    )
    parser.add_argument("--llm", default=None, help="as of `turncite eval --llm`")
    parser.add_argument("--opinions", type=Path, help="a file that keeps what the model says (an hour's work)")
    parser.add_argument("--write", action="store_true", help="write assistant/data/relevance.toml")
    options = parser.parse_args(arguments)
    with open_source(llm=options.llm, shipped=True) as (source, assistant):
        text = report(source, assistant, options.opinions)
    sys.stdout.write(text)
    if options.write:
        target = Path(__file__).parents[1] / "assistant" / "data" / "relevance.toml"
        target.write_text(text, encoding="utf-8")
    return 0


def report(source: AssistantSource, assistant: Assistant, opinions: Path | None = None) -> str:
    """The fitted weights as TOML, with what they reach as comments."""
    cases, golds = locate(
        scoped(choose(read_cases(shipped_questions()), "dev"), shipped_scopes(assistant)), Sources(source.sources())
    )
    requests = [assistant.request(case.question, transcript=case.transcript) for case in cases]
    rated = [assistant.engine.rate(request) for request in requests]
    sentences = [(number, e, f) for number, found in enumerate(rated) for e, f in found.sentences]
    names = list(sentences[0][2])
    rows = np.array([list(f.values()) for _, _, f in sentences])
    questions = np.array([number for number, _, _ in sentences])
    right = np.array([is_right(e, golds[cases[number].id]) for number, e, _ in sentences])
    answerable = np.array([cases[number].answerable for number, _, _ in sentences])
    places = {set: n for n, set in enumerate(dict.fromkeys(case.set.partition(".")[0] for case in cases))}
    calls = np.array([places[cases[number].set.partition(".")[0]] for number in questions])
    held_out = cross_validated(names, rows, right, calls, REGULARISATION)
    model = fit(names, rows, right, REGULARISATION)
    lines = [
        "# Written by `python -m eval.fit_relevance` from the development half of the shipped question sets.",
        "# The best sentence is a right one (answerable questions, each rated by weights fitted to other calls):",
        f"# {first_right(questions[answerable], held_out[answerable], right[answerable]):.3f} by its features",
    ]
    judged = Logistic(("logit", "log_odds"), np.array([1.0, 1.0]), 0.0)
    if assistant.llm is not None:
        best = best_of_each(questions, held_out)
        asked = Opinions(assistant.llm, opinions)
        odds = [asked.of(rated[questions[i]].question, sentences[i][1]) for i in best]
        both = np.column_stack([held_out[best], odds])
        scores = cross_validated(judged.names, both, right[best], calls[best], JUDGED_REGULARISATION)
        judged = fit(judged.names, both, right[best], JUDGED_REGULARISATION)
        shown = answerable[best]
        lines[-1] += (
            f", {first_right(questions[best][shown], scores[shown], right[best][shown]):.3f} with the judgement"
        )
    return "\n".join([*lines, *toml("", model), "", *toml("judged", judged)]) + "\n"


def best_of_each(questions: Ints, scores: Floats) -> Ints:
    """Indices of the best sentences of each question, as many as the engine has judged."""
    kept = [
        at[np.argsort(-scores[at])][: Options().judge_most]
        for q in np.unique(questions)
        for at in [np.flatnonzero(questions == q)]
    ]
    return np.concatenate(kept)


def toml(table: str, model: Logistic) -> list[str]:
    """A model as lines of TOML: the intercept, and the weights in a table of their own."""
    head = [f"[{table}]"] if table else []
    weights = [f"{name} = {weight:.5f}" for name, weight in zip(model.names, model.weights, strict=True)]
    return [*head, f"intercept = {model.intercept:.5f}", *(weights if table else ["", "[weights]", *weights])]


if __name__ == "__main__":
    sys.exit(main())
