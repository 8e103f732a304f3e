"""The commands an engineer or registrar types: documents out, pictures of the tables, the flows' snapshot."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest import MonkeyPatch

from lifecycle.management.commands import check_flows, states
from tests.people import Walk


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_frozen_document_comes_out_byte_for_byte(walk: Walk, tmp_path: Path) -> None:
    case = walk.approved()
    file = tmp_path / "tu.pdf"
    said = _run("officer_report", case.registry_number or "", "-o", str(file))
    assert file.read_bytes() == bytes(case.versions.get().document.file.data)
    assert "version 1" in said


@pytest.mark.django_db
def test_a_draft_comes_out_as_a_preview_the_same_every_time(walk: Walk, tmp_path: Path) -> None:
    case = walk.ready()
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    assert "utkast" in _run("officer_report", str(case.pk), "-o", str(first))
    _run("officer_report", str(case.pk), "-o", str(second))
    assert first.read_bytes().startswith(b"%PDF")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["KS-1999/1", "999999", "9" * 40, ""])
def test_an_unknown_case(case: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Inget ärende"):
        _run("officer_report", case, "-o", str(tmp_path / "x.pdf"))
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_a_place_that_cannot_be_written(walk: Walk, tmp_path: Path) -> None:
    case = walk.approved()
    with pytest.raises(CommandError, match="Kan inte skriva"):
        _run("officer_report", str(case.pk), "-o", str(tmp_path / "saknas" / "x.pdf"))


def test_the_states_page_is_compared_and_written(tmp_path: Path, monkeypatch: MonkeyPatch) -> None:
    page = tmp_path / "states.md"
    monkeypatch.setattr(states, "PAGE", page)
    with pytest.raises(CommandError, match="stämmer inte"):
        _run("states", "--check")
    _run("states")
    _run("states", "--check")
    page.write_text(page.read_text().replace("Utkast", "Utkastet"))
    with pytest.raises(CommandError):
        _run("states", "--check")


def test_a_node_that_is_gone_or_new_is_noticed(tmp_path: Path, monkeypatch: MonkeyPatch) -> None:
    snapshot = tmp_path / "flows.json"
    monkeypatch.setattr(check_flows, "SNAPSHOT", snapshot)
    with pytest.raises(CommandError, match="Nya noder"):
        _run("check_flows")
    _run("check_flows", "--write")
    _run("check_flows")
    snapshot.write_text(snapshot.read_text().replace('"approve"', '"approve",\n    "weigh"'))
    with pytest.raises(CommandError, match="weigh"):
        _run("check_flows")
