"""`turncite ingest` as a real process with the real model, killed in the middle of many files and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from index.store.catalog import Catalog
from tests.fakes import write_call

ROOT = Path(__file__).parents[2]
FILES = 5
COMMAND = (sys.executable, "-c", "from assistant.cli import main; main()", "ingest")


def stored(home: Path) -> dict[str, int]:
    """Path and revision of every transcript."""
    with Catalog(home).read() as snapshot:
        return {stored.path: stored.revision for stored in snapshot.stored()}


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.slow), "2"])
def test_a_killed_ingest_goes_on_where_it_stopped(tmp_path: Path, workers: str) -> None:
    home, folder = tmp_path / "home", tmp_path / "calls"
    folder.mkdir()
    for number in range(FILES):
        write_call(folder, f"Firm{number}", turns=8)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TURNCITE_HOME": str(home)}
    command = [*COMMAND, str(folder), "--workers", workers, "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None and len(stored(home)) < 2:
        time.sleep(0.05)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    kept = stored(home)
    assert 2 <= len(kept) < FILES
    assert len([child for child in family if "engines.worker" in " ".join(child.cmdline())] if family else []) in (0, 2)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []  # workers end with the process that started them

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert {f["path"] for f in report["files"] if f["status"] == "unchanged"} == set(kept)
    assert (report["added"], report["failed"]) == (FILES - len(kept), 0)
    after = stored(home)
    assert {path: after[path] for path in kept} == kept  # not stored anew, so not embedded anew
    assert len(after) == FILES
