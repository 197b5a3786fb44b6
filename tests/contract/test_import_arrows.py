"""The arrows between packages point one way, and importing a package does no heavy work."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("index", "prompts", "assistant", "eval")

# package -> packages of ours that it may import
ALLOWED = {
    "prompts": {"prompts"},
    "index": {"index"},
    "assistant": {"assistant", "index", "prompts"},
    "eval": {"eval", "assistant", "index", "prompts"},
}
# The command line attaches the evaluation's command, and `Assistant.save_case` writes its cases.
EXCEPTIONS = {("assistant.cli", "eval"), ("assistant.api", "eval")}

# Layers inside assistant, lowest first: a module imports only from lower layers or its own.
LAYERS = [
    {
        "assistant.models",
        "assistant.phrases",
        "assistant.orders",
        "assistant.numbers",
        "assistant.settings",
        "assistant.llm",
    },
    {"assistant.glossary", "assistant.records", "assistant.moments", "assistant.replies"},
    {"assistant.choosing", "assistant.analysis", "assistant.watching"},
    {"assistant.translation"},
    {"assistant.understand", "assistant.evidence", "assistant.expand"},
    {"assistant.verify", "assistant.premises"},
    {"assistant.topics", "assistant.calls", "assistant.request", "assistant.marks"},
    {"assistant.support"},
    {"assistant.scope"},
    {"assistant.relevance"},
    {"assistant.judging", "assistant.compose"},
    {"assistant.selection"},
    {"assistant.grounds"},
    {"assistant.refuse"},
    {"assistant.engine"},
    {"assistant.api", "assistant.factory", "assistant.query_engine", "assistant.render"},
    {"assistant.show", "assistant.progress", "assistant.doctor"},
    {"assistant.history", "assistant.document", "assistant.corrections", "assistant.status"},
    {"assistant.concordance", "assistant.exporting", "assistant.suggest", "assistant.uploads"},
    {"assistant.ui"},
    {"assistant.commands"},
    {"assistant.cli"},
]


def modules() -> list[tuple[str, Path]]:
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def imports(name: str, path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
                base = ".".join([*parents[: len(parents) - node.level + 1], base]).rstrip(".")
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return {target for target in found if target.split(".")[0] in PACKAGES}


def layer(name: str) -> int | None:
    head = ".".join(name.split(".")[:2])
    return next((i for i, names in enumerate(LAYERS) if head in names), None)


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_packages_import_only_what_stands_below_them(name: str, path: Path) -> None:
    for target in imports(name, path):
        package = target.split(".")[0]
        if (name, package) not in EXCEPTIONS:
            assert package in ALLOWED[name.split(".", maxsplit=1)[0]], f"{name} imports {target}"


@pytest.mark.parametrize(
    ("name", "path"),
    [m for m in modules() if m[0].startswith("assistant.")],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_assistant_is_layered(name: str, path: Path) -> None:
    own = layer(name)
    assert own is not None, f"{name} has no layer: add it to LAYERS"
    for target in imports(name, path):
        below = layer(target)
        if below is not None:
            assert below <= own, f"{name} imports {target}, which stands above it"


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_loads_no_heavy_library(package: str) -> None:
    heavy = ("torch", "transformers", "sentence_transformers", "chromadb", "llama_index", "gradio", "onnxruntime")
    code = f"import sys, {package}; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
