"""A run that is killed goes on where it stopped, in a real process."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

WORKER = """
import sys, time
from pathlib import Path
from eval.cases import Case
from eval.fakes import ScriptedSource
from eval.runner import run

class Slow(ScriptedSource):
    def ask(self, case):
        time.sleep(0.02)
        Path(sys.argv[2]).open("a").write(case.id + "\\n")
        return super().ask(case)

cases = [Case(f"q{i}", "?", True, ("g",)) for i in range(16)]
records = {c.id: {"status": "answered", "answer": "x" * 20000} for c in cases}
run(Slow({}, records), cases, records=Path(sys.argv[1]))
"""


def test_killing_a_run_loses_at_most_the_question_at_hand(tmp_path: Path) -> None:
    out, asked = tmp_path / "out.jsonl", tmp_path / "asked"
    command = [sys.executable, "-c", WORKER, str(out), str(asked)]
    kills = 0
    randomness = random.Random(7)  # noqa: S311 - moments of killing, no secret
    for _ in range(100):
        process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
        before = asked.stat().st_size if asked.exists() else 0
        while process.poll() is None and (not asked.exists() or asked.stat().st_size == before):
            time.sleep(0.005)
        time.sleep(randomness.uniform(0, 0.02))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        state = tmp_path / "out.jsonl.run.json"
        if process.wait() == 0 or (state.exists() and json.loads(state.read_text())["complete"]):
            break  # a kill may also come after the last question
        kills += 1
    else:
        raise AssertionError("the run never came to its end")
    ids = [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert kills > 0
    assert ids == [f"q{i}" for i in range(16)]
    times_asked = [asked.read_text().split().count(id) for id in ids]
    assert sum(times_asked) <= 16 + kills
