"""The machine that a benchmark ran on, and the memory it took."""

from __future__ import annotations

import os
import platform
import resource
from importlib.metadata import version
from pathlib import Path


def machine(*packages: str) -> str:
    """Processor, cores, memory and load, and the versions of Python, the system and these packages, in one line."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = "".join(f", {name} {version(name)}" for name in packages)
    return (
        f"{model or platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}; "
        f"{platform.system()}, Python {platform.python_version()}{versions}"
    )


def peak_memory(process: int | None = None) -> int:
    """The most memory that a process (this one by default) has held, in bytes; 0 where the system does not say.

    Linux: VmHWM, because getrusage counts what the parent held before this program began as well.
    """
    status = Path("/proc", str(process or "self"), "status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0) * 1024
    return 0 if process else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS counts bytes
