"""Takes a PDF in: cleaned here when nothing in it has to be unpacked to be read, else by a process of its own.

Objects may lie packed in a stream. A file of 200 kB can hold one of 200 MB, which the library unpacks whole
before anybody can count it; so such files are read where memory and time are limited.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from cases.intake.pdf_clean import clean
from cases.rules.errors import Invalid

SECONDS: Final = 10  # in all, also when the machine is busy
_ROOT: Final = Path(__file__).parents[2]
_PROGRAM: Final = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from cases.intake.pdf_clean import main; main()"
_HEAVY: Final = "PDF-filen tar för mycket tid eller minne att läsa. Skriv ut den till en ny PDF och försök igen."


def take_in(data: bytes) -> tuple[bytes, int]:
    """Return the document cleaned, and its pages. Raises Invalid when it is broken, locked or too large."""
    return _apart(data) if _may_hold_packed_objects(data) else clean(data)


def _may_hold_packed_objects(data: bytes) -> bool:
    """Whether there can be object streams; a name may hide its letters behind #."""
    return b"ObjStm" in data or b"XRef" in data or b"#" in data


def _apart(data: bytes) -> tuple[bytes, int]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _PROGRAM], input=data, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        done = None
    head, _, cleaned = done.stdout.partition(b"\n") if done else (b"", b"", b"")
    if done is None or done.returncode != 0 or not head:
        raise Invalid("heavy_pdf", _HEAVY, field="file")
    said = json.loads(head)
    if "code" in said:
        raise Invalid(said["code"], said["sentence"], field="file")
    return cleaned, int(said["pages"])
