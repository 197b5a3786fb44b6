"""Results in the forms that other tools read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from eval.records import Passage
from eval.scoring import Row
from index.errors import InputError


def trec_run(rows: Sequence[Row], tag: str) -> str:
    """The passages found as a TREC run: `qid Q0 docid rank score tag` a line (trec_eval's input format).

    Scores are 1 / rank, so that tools which sort by score (trec_eval does) keep the order.
    """
    return "".join(
        f"{_token(row.case.id)} Q0 {_document(p)} {p.rank} {1 / p.rank:.6f} {_token(tag)}\n"
        for row in rows
        for p in sorted(row.record.passages, key=lambda p: p.rank)
    )


def trec_qrels(rows: Sequence[Row]) -> str:
    """Judgements for `trec_run`: `qid 0 docid relevance` a line.

    A passage found is relevant (1) if it covers a gold quote that no better-ranked one covers, else 0; a gold quote
    that was not found stands as a document of its own, so that recall and nDCG come out as in the table.
    """
    lines = []
    for row in rows:
        seen: set[int] = set()
        ranked = sorted(row.record.passages, key=lambda p: p.rank)
        for passage, quotes in zip(ranked, row.covering, strict=True):
            lines.append(f"{_token(row.case.id)} 0 {_document(passage)} {int(bool(quotes - seen))}\n")
            seen |= quotes
        lines += [f"{_token(row.case.id)} 0 gold:{i} 1\n" for i in range(len(row.golds)) if i not in seen]
    return "".join(lines)


def ragas_samples(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The fields of ragas' SingleTurnSample: user_input, retrieved_contexts, response, reference (and its contexts).

    `reference` is the gold quotes, one a line; where the question has none it says that the calls do not answer it.
    """
    return [
        {
            "user_input": row.case.question,
            "retrieved_contexts": [p.text for p in sorted(row.record.passages, key=lambda p: p.rank)],
            "response": row.record.answer,
            "reference": "\n".join(row.case.gold) or "The calls do not answer this.",
            "reference_contexts": list(row.case.gold),
        }
        for row in rows
    ]


def export_trec(rows: Sequence[Row], tag: str, folder: Path) -> list[Path]:
    """Write `TAG.run` and `TAG.qrels` into a folder; both paths."""
    return [
        _write(folder / f"{tag}.run", trec_run(rows, tag)),
        _write(folder / f"{tag}.qrels", trec_qrels(rows)),
    ]


def export_ragas(rows: Sequence[Row], path: Path) -> Path:
    """Write ragas' samples as JSONL."""
    return _write(path, "".join(json.dumps(s, ensure_ascii=False) + "\n" for s in ragas_samples(rows)))


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.", "Give another place.") from error
    return path


def _document(passage: Passage) -> str:
    place = f"{passage.transcript_id}:{passage.start}-{passage.end}"
    return place if passage.start is not None else f"{passage.transcript_id}:rank-{passage.rank}"


def _token(text: str) -> str:
    """Without white space: the formats separate their columns by it."""
    return re.sub(r"\s+", "_", text)
