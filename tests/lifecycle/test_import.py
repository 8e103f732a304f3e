"""Reading a tjänsteutlåtande into a draft case: the sample whole, and bad files that leave nothing behind."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.models import Agreement, Case
from cases.rules.clauses import clauses_in
from history.models import Event
from lifecycle.importing import guess_counterparty, read_report
from tests.architecture.source import ROOT
from tests.people import People
from tests.snapshot import everything

pytestmark = pytest.mark.django_db
SAMPLE = ROOT / "docs" / "exempel" / "tjansteutlatande_exempel.txt"


def _import(*arguments: str) -> str:
    out = StringIO()
    call_command("import_officer_report", *arguments, stdout=out)
    return out.getvalue()


def test_the_sample_becomes_a_draft_with_everything(people: People) -> None:
    said = _import(str(SAMPLE), "--officer", people.officer.email)
    case = Case.objects.get()
    assert f"/arenden/{case.pk}/" in said
    assert (case.stage, case.case_officer, case.unit) == (
        "draft",
        people.officer,
        people.department,
    )
    assert case.recipient_body == people.board
    points = list(case.points.all())
    assert [(p.number, p.body, p.proposing_body) for p in points] == [
        (1, people.council, people.board),
        (2, people.council, people.board),
        (3, people.board, None),
    ]
    assert {d.number for d in points[2].depends_on.all()} == {1, 2}
    assert case.attachments.count() == 2
    assert not case.attachments.exclude(file=None).exists()
    assert case.signers.count() == 2
    assert case.recipients.count() >= 2
    assert case.sections.filter(heading="Sammanfattning").exists()
    assert case.agreement.parties.get(is_ours=False).name == "Karolinska Institutet"
    assert (case.agreement.term, case.agreement.notice_rule) == ("unknown", "unknown")
    assert case.agreement.notice_clause == ""
    assert "anges på avtalet: Var och en av parterna kan säga upp avtalet skriftligen." in said
    kinds = list(Event.objects.filter(subject_kind="case").values_list("kind", flat=True))
    assert kinds == ["case_opened", "case_imported"]


def test_a_dry_run_shows_and_saves_nothing(people: People) -> None:
    before = everything()
    found = json.loads(_import(str(SAMPLE), "--dry-run", "--json"))
    assert set(found) == {
        "title",
        "recipient",
        "points",
        "sections",
        "signers",
        "attachments",
        "recipients",
        "unplaced",
    }
    assert found["unplaced"] == []
    assert [p["kind"] for p in found["points"]] == ["proposal", "proposal", "own_decision"]
    assert everything() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Inget"),
        (b"\x00\x01\x02\xff" * 50, "Inget"),
        (b"%PDF-1.7 binary", "Inget"),
        ("Ett brev om vädret.\n\nMed vänlig hälsning".encode(), "Förslag till beslut"),
        (b"x" * (3 * 1024 * 1024), "2 MB"),
        (
            "Trafiknämnden\n\nEn väg\n\nFörslag till beslut\n\nVägen byggs.\n\nSammanfattning\n\nText.".encode(),
            "Trafiknämnden",
        ),
    ],
    ids=["empty", "binary", "pdf", "letter", "large", "unknown body"],
)
def test_an_unreadable_file_says_why_and_leaves_nothing(
    people: People, tmp_path: Path, data: bytes, said: str
) -> None:
    file = tmp_path / "fil.txt"
    file.write_bytes(data)
    before = everything()
    with pytest.raises(CommandError) as refusal:
        _import(str(file))
    assert said in str(refusal.value)
    assert "Inget är sparat" in str(refusal.value)
    assert everything() == before


def test_a_file_that_is_not_there(people: People, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="går inte att öppna"):
        _import(str(tmp_path / "saknas.txt"))
    with pytest.raises(CommandError, match="går inte att öppna"):
        _import(str(tmp_path))
    assert not Agreement.objects.exists()


def test_an_unknown_officer(people: People) -> None:
    with pytest.raises(CommandError, match="Ingen aktiv person"):
        _import(str(SAMPLE), "--officer", "ingen@example.se")
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        (
            "Avtal om samverkan med Kungliga Tekniska högskolan för klimatet",
            "Kungliga Tekniska högskolan",
        ),
        ("Avtal mellan Huddinge kommun och Konstfack", "Konstfack"),
        ("Reviderad taxa", "okänd motpart"),
    ],
)
def test_the_counterparty_is_guessed_from_the_title(title: str, wanted: str) -> None:
    text = f"Kommunstyrelsen\n\n{title}\n\nFörslag till beslut\n\nAvtalet godkänns.\n\nSammanfattning\n\nText om saken.\n"
    assert guess_counterparty(read_report("t.txt", text.encode()).report) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Avtalet gäller tills vidare. Solen skiner.", ("Avtalet gäller tills vidare.",)),
        ("Avtalstid och uppsägning. Mer text.", ()),
        ("- Uppsägningstiden är ett år.", ("Uppsägningstiden är ett år.",)),
        ("Avtalet löper till och med 2028. " * 3, ("Avtalet löper till och med 2028.",)),
        ("Kommunen gäller som pådrivare. Beslutet gäller avtal.", ()),
        ("", ()),
    ],
)
def test_what_is_said_of_term_and_notice_is_found(text: str, found: tuple[str, ...]) -> None:
    assert clauses_in([text]) == found


def test_a_file_in_the_old_windows_encoding_is_read() -> None:
    plain = SAMPLE.read_text().replace("\uf0b7", "-")
    old = read_report("t.txt", plain.encode("cp1252", "replace")).report
    assert old.title == read_report("t.txt", SAMPLE.read_bytes()).report.title
    assert "ä" in old.title + old.points[0].text
