"""The house rules that a tool can check: what lies where, how long, and what never appears."""

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ("app.py", "pages", "ui", "engine", "training", "benchmarks")
TOP_LEVEL = {
    ".ci", ".dockerignore", ".github", ".gitignore", ".streamlit", "ARCHITECTURE.md",
    "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile", "README.md",
    "app.py", "benchmarks",
    "cached_models", "docs", "engine", "pages", "pyproject.toml", "requirements-dev.txt",
    "requirements.txt", "static", "tests", "training", "ui",
}  # fmt: skip


def tracked(*endings: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so what belongs to the project is not known")
    files = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in files if path.suffix in endings and path.is_file()]


def code_files() -> list[Path]:
    return [p for p in tracked(".py") if p.relative_to(ROOT).parts[0] in CODE]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_nothing_new_stands_at_the_top_level():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so what belongs to the project is not known")
    found = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert found <= TOP_LEVEL, f"name the reason in ARCHITECTURE.md: {found - TOP_LEVEL}"


def test_a_file_is_one_concept_of_at_most_two_hundred_lines():
    long = {name(p): n for p in code_files() if (n := len(p.read_text().splitlines())) > 200}
    assert not long


def test_a_page_has_at_most_a_hundred_and_twenty_lines():
    pages = [p for p in code_files() if p.parent.name == "pages"]
    long = {name(p): n for p in pages if (n := len(p.read_text().splitlines())) > 120}
    assert not long


def test_no_file_is_named_for_what_did_not_fit_elsewhere():
    vague = {"utils", "helpers", "common", "misc", "manager", "util", "helper"}
    assert not [name(p) for p in code_files() if p.stem.lower() in vague]


def test_every_module_says_what_it_is():
    silent = [name(p) for p in code_files() if not ast.get_docstring(ast.parse(p.read_text()))]
    assert not silent


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"from __future__ import annotations", "jaxtyping checks real annotations"),
        (r"\bmanual_seed_all\b|torch\.manual_seed\(|np\.random\.seed\(|random\.seed\(", "seeds"),
        (r"^\s*print\(", "the engine never prints"),
    ],
)
def test_the_engine_never_does(pattern, why):
    command_lines = {"bert_sweep.py", "report.py", "__main__.py", "evaluate.py"}
    files = [p for p in code_files() if "engine" in p.relative_to(ROOT).parts[:1]]
    hits = [
        name(p)
        for p in files
        if re.search(pattern, p.read_text(), re.MULTILINE)
        and not ("print" in pattern and p.name in command_lines)
    ]
    assert not hits, why


def test_no_pickle_is_ever_loaded():
    pattern = re.compile(
        r"\bpickle\.loads?\(|allow_pickle=True|\btorch\.load\((?![^)]*weights_only=True)|joblib\.load\("
    )
    assert not [name(p) for p in code_files() if pattern.search(p.read_text())]


def test_no_removed_streamlit_argument_is_used():
    pattern = re.compile(r"use_container_width|use_column_width|st\.cache\b|components\.v1")
    assert not [name(p) for p in code_files() if pattern.search(p.read_text())]


def test_every_cache_of_the_interface_is_bounded():
    for path in (p for p in code_files() if p.relative_to(ROOT).parts[0] in {"ui", "pages"}):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                text = ast.unparse(mark)
                if "cache_data" in text or "cache_resource" in text:
                    assert "max_entries" in text, f"{name(path)}: {node.name}"


def test_every_pin_is_exact():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    wanted = [line.split("#")[0].strip() for line in lines]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[0-9a-z.]+", each) for each in wanted if each)


def test_each_shipped_file_has_a_card_and_all_fit_their_budget():
    folder = ROOT / "cached_models"
    files = [p for p in folder.iterdir() if p.suffix in {".safetensors", ".parquet"}]
    carded = {json.loads(p.read_text())["file"] for p in folder.glob("*.json")}
    assert {p.name for p in files} == carded
    assert sum(p.stat().st_size for p in folder.iterdir() if p.is_file()) < 60e6
    budgets = {
        ("glue_", "bert_", "minilm", "layer_", "adapter_"): 8e6,
        ("mnist_", "cifar10_", "gan_", "metric_", "coverage_"): 12e6,
        ("clinc150_", "omniglot_", "cifar10_scratch"): 8e6,
    }
    for starts, budget in budgets.items():
        assert sum(p.stat().st_size for p in files if p.name.startswith(starts)) < budget


def test_no_file_names_the_machine_it_was_written_on():
    pattern = re.compile(r"/(work|root|tmp/bash)/")
    texts = tracked(".py", ".md", ".toml", ".json", ".yml", ".txt", ".html")
    assert not [
        name(p) for p in texts if pattern.search(p.read_text()) and p.name != "test_house.py"
    ]


def test_the_version_is_said_once():
    import engine

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert engine.__version__ == declared
