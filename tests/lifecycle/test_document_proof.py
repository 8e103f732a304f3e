"""Handing a file in: the frozen one, one with other bytes, a draft, somebody else's; and all documents out."""

from __future__ import annotations

import hashlib
import json
import subprocess
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from cases import documents
from cases.documents.word import write_word
from cases.files import store
from cases.models import Case, Document
from tests.people import Walk, a_pdf

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> tuple[int, str, str]:
    """Status, what was said, and what was complained about."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def _frozen(case: Case) -> bytes:
    return bytes(Document.objects.get(version__case=case).file.data)


def _as_json(*arguments: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(_run("verify_document", "--json", *arguments)[1])
    return said


def test_the_frozen_file_is_named_and_holds(walk: Walk, tmp_path: Path) -> None:
    case = walk.approved()
    file = tmp_path / "vad_som_helst.bin"
    file.write_bytes(_frozen(case))
    status, said, complaints = _run("verify_document", str(file))
    assert (status, complaints) == (0, "")
    assert f"Ärende {case.pk}, {case.registry_number}" in said
    assert "version 1, fastställd" in said
    assert "byte för byte" in said
    told = _as_json(str(file))
    assert (told["outcome"], told["case"], told["version"]) == ("frozen", case.pk, 1)
    assert (told["sha256"], told["findings"]) == (hashlib.sha256(_frozen(case)).hexdigest(), [])


def test_the_same_words_in_another_file(walk: Walk, tmp_path: Path) -> None:
    case = walk.approved()
    file = tmp_path / "a.pdf"
    file.write_bytes(documents.render_officer_report(case.versions.get().content, [], None))
    status, said, complaints = _run("verify_document", str(file))
    assert status == 1
    assert f"Ärende {case.pk}" in said
    assert "inte den fastställda" in complaints
    assert hashlib.sha256(_frozen(case)).hexdigest() in complaints
    assert _as_json(str(file))["outcome"] == "same_content"


def test_words_that_were_printed_anew_or_saved_as_word(walk: Walk, tmp_path: Path) -> None:
    case = walk.approved()
    content = case.versions.get().content
    with pikepdf.open(BytesIO(documents.render_officer_report(content, [], None))) as pdf:
        del pdf.docinfo["/Keywords"]
        pdf.save(tmp_path / "a.pdf")
    (tmp_path / "a.docx").write_bytes(write_word(content, [], None))
    for name in ("a.pdf", "a.docx"):
        said = _as_json(str(tmp_path / name))
        assert (said["outcome"], said["case"], said["version"]) == ("same_content", case.pk, 1)


def test_a_submitted_text_that_nobody_has_approved(walk: Walk, tmp_path: Path) -> None:
    case = walk.submitted()
    file = tmp_path / "utkast.pdf"
    file.write_bytes(documents.render_officer_report(case.versions.get().content, [], None))
    status, _, complaints = _run("verify_document", str(file))
    assert status == 1
    assert "inget fastställt dokument" in complaints


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"hej", b"PK\x03\x04", a_pdf("annat")])
def test_somebody_elses_file(walk: Walk, tmp_path: Path, data: bytes) -> None:
    walk.approved()
    file = tmp_path / "annan.pdf"
    file.write_bytes(data)
    status, said, complaints = _run("verify_document", str(file))
    assert (status, "Ärende" in said) == (1, False)
    assert "Här finns inget dokument" in complaints


def test_the_digits_on_paper_lead_to_the_version(walk: Walk) -> None:
    case = walk.approved()
    digits = case.versions.get().content_hash
    for said in (digits, f"{digits[:4]} {digits[4:8]} {digits[8:12].upper()} {digits[12:16]}"):
        assert _as_json("--content", said)["case"] == case.pk
    for wrong in ("", digits[:15], "x" * 16, "0" * 16):
        assert _as_json("--content", wrong)["outcome"] == "unknown"


def test_a_row_that_the_book_does_not_tell_of(walk: Walk, tmp_path: Path) -> None:
    version = walk.submitted().versions.get()
    slipped_in = store(a_pdf("inlagd"), "application/pdf")
    Document.objects.create(version=version, dated=walk.on, approvals="{}", file=slipped_in)
    file = tmp_path / "inlagd.pdf"
    file.write_bytes(bytes(slipped_in.data))
    status, _, complaints = _run("verify_document", str(file))
    assert status == 1
    assert "inte den som historiken antecknade" in complaints


@pytest.mark.parametrize("arguments", [[], ["x.pdf", "--content", "0" * 16], ["saknas.pdf"]])
def test_what_cannot_be_looked_at(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("verify_document", *arguments)


def test_every_frozen_document_comes_out_with_its_sum(walk: Walk, tmp_path: Path) -> None:
    cases = [walk.approved(), walk.approved()]
    walk.ready()
    folder = tmp_path / "ut" / "hit"
    assert "2 dokument, 2 nya" in _run("officer_report", "--all", "-o", str(folder))[1]
    files = sorted(folder.glob("*.pdf"))
    assert sorted(f.read_bytes() for f in files) == sorted(map(_frozen, cases))
    assert all(f.name.isascii() and " " not in f.name for f in files)
    check = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
    subprocess.run(check, cwd=folder, check=True, capture_output=True)
    assert "2 dokument, 0 nya" in _run("officer_report", "--all", "-o", str(folder))[1]
    walk.approved()
    assert "3 dokument, 1 nya" in _run("officer_report", "--all", "-o", str(folder))[1]
    subprocess.run(check, cwd=folder, check=True, capture_output=True)
    assert not list(folder.glob("*.part"))


@pytest.mark.parametrize("name", ["SHA256SUMS", ""])
def test_a_file_with_other_content_is_never_overwritten(
    walk: Walk, tmp_path: Path, name: str
) -> None:
    walk.approved()
    _run("officer_report", "--all", "-o", str(tmp_path))
    changed = tmp_path / name if name else next(tmp_path.glob("*.pdf"))
    changed.write_text("något annat\n")
    walk.approved()
    before = {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    with pytest.raises(CommandError, match="Inget är skrivet"):
        call_command("officer_report", "--all", "-o", str(tmp_path))
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == before


def test_one_case_or_all_of_them(tmp_path: Path) -> None:
    for arguments in ([], ["9", "--all"]):
        with pytest.raises(CommandError, match="Ange ett ärende"):
            call_command("officer_report", *arguments, "-o", str(tmp_path / "x.pdf"))
