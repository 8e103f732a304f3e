"""Changes the rules one small thing at a time, in a copy, and tells which changes no test notices (`make mutants`).

Runs in the environment of requirements-mutants.txt: rules are plain Python, so neither Django nor a
database is there. `MODULES="approvals/rules cases/rules/points"` narrows what is changed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "var" / "mutants"
RULES = ("approvals/rules", "cases/rules", "lifecycle/rules")
COPIED = (*RULES, "tests/rules", "tests/texts", "tests/documents/sample_content.py", "docs/exempel")
# few examples and years: every change runs the tests again, and the same examples must judge them all
SIZES = {"RULE_EXAMPLES": "25", "RULE_YEARS": "2020-2032"}
TESTING = ["-q", "-x", "-p", "no:cacheprovider", "--hypothesis-seed=0"]


def main() -> None:
    """Copy, change, test, tell."""
    os.nice(19)
    _copy()
    _settings(os.environ.get("MODULES", "").split())
    if _mutmut("run", "--max-children", os.environ.get("CHILDREN", "1")).returncode:
        sys.exit("The changes were not tried. See above.")
    _tell()


def _copy() -> None:
    for old in ("mutants", "approvals", "cases", "docs", "lifecycle", "tests"):
        shutil.rmtree(WORK / old, ignore_errors=True)
    for name in COPIED:
        source, to = ROOT / name, WORK / name
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to)
    for package in ("approvals", "cases", "lifecycle", "tests"):
        shutil.copy(ROOT / package / "__init__.py", WORK / package)
    # the real documents that some tests read lie beside the project, where they are at all
    beside = ROOT.parent / "shared"
    if beside.is_dir() and not (WORK / "shared").exists():
        (WORK / "shared").symlink_to(beside)


def _settings(modules: list[str]) -> None:
    """Write mutmut's settings: in JSON, whose strings and lists TOML reads too."""
    settings = {
        "source_paths": RULES,
        "also_copy": ["approvals", "cases", "docs", "lifecycle"],
        "only_mutate": [pattern for m in modules for pattern in (f"{m}.py", f"{m}/*")],
        "pytest_add_cli_args": TESTING,
        "pytest_add_cli_args_test_selection": ["tests/rules", "tests/texts"],
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    lines += ["use_git_change_detection = false", "[tool.pytest.ini_options]"]
    (WORK / "pyproject.toml").write_text("\n".join(["[tool.mutmut]", *lines, ""]))


def _mutmut(*command: str, stdout: int | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {name: os.environ.get(name, size) for name, size in SIZES.items()}
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *command],
        cwd=WORK, env=environment, stdout=stdout, text=True, check=False,
    )  # fmt: skip


def _tell() -> None:
    _mutmut("export-cicd-stats", stdout=subprocess.DEVNULL)
    counts = json.loads((WORK / "mutants" / "mutmut-cicd-stats.json").read_text())
    names = _mutmut("results", stdout=subprocess.PIPE).stdout
    # a change after which a test never ends is noticed too
    noticed, total = counts["killed"] + counts["timeout"], counts["total"]
    sys.stdout.write(
        f"\nNot noticed, or only by never ending:\n{names or '    none'}\n"
        f"{noticed} of {total} changes noticed ({noticed / max(total, 1):.1%}). "
        "One of them: cd var/mutants && .venv/bin/python -m mutmut show NAME\n"
    )


if __name__ == "__main__":
    main()
