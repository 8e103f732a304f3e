"""The pages of agreement drafts and letters: written, moved about, shown filled in, made as files and settled."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import operations as drafting
from cases.models import Agreement, Case, Paper
from cases.papers import written
from history.models import Event
from lifecycle import jobs
from lifecycle.queries import rule_of
from lifecycle.rules.notice_clause import clause_words
from lifecycle.rules.notice_year import YearTurn
from lifecycle.web.paper_forms import as_posted
from tests.lifecycle.papers import SIX_MONTHS, a_letter, agreement_text, settle, write
from tests.pages.answers import signed_in
from tests.people import Walk, a_pdf
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk) -> None:
    """Walks start on the day the pages read."""
    walk.on = timezone.localdate()


def begun(walk: Walk, **changed: Any) -> tuple[Case, Paper]:
    """A case with an agreement draft that lacks nothing."""
    case = walk.opened()
    return case, write(walk, case, agreement_text(case, **changed))


def posted(paper: Paper, **changed: Any) -> dict[str, Any]:
    """What the form of the agreement draft sends."""
    return {**as_posted(written(paper), paper.edit_count), "do": "save", **changed}  # type: ignore[arg-type]


def test_an_agreement_is_written_made_and_attached(walk: Walk) -> None:
    case, officer = walk.opened(), signed_in(walk.people.officer)
    assert (
        "Skriv avtalsutkast" in officer.get(reverse("case_papers", args=[case.pk])).content.decode()
    )
    new = reverse("paper_new", args=[case.pk, "agreement_draft"])
    assert officer.get(new).status_code == 200
    said = as_posted(agreement_text(case, None), 0)
    answer = officer.post(new, {**said, "do": "rule"})
    paper = Paper.objects.get()
    rule = reverse("paper_rule", args=[case.pk, paper.pk])
    assert answer["Location"] == rule
    assert officer.get(new)["Location"] == reverse("paper_edit", args=[case.pk, paper.pk])
    sent = {"regel": "D", "notice": "6", "notice_unit": "months", "seen": paper.edit_count}
    sent |= {"counterparty_notice": "", "counterparty_notice_unit": "months"}
    shown = officer.post(rule, {**sent, "rakna": "1"})
    assert shown.status_code == 200 and SIX_MONTHS.sentence() in shown.content.decode()
    assert officer.post(rule, sent).status_code == 302
    page = reverse("paper", args=[case.pk, paper.pk])
    text = officer.get(page).content.decode()
    assert SIX_MONTHS.sentence() in text and "PDF-filen tas fram" in text
    jobs.render_papers(case.pk)
    shown = officer.get(page)
    assert "Lägg som bilaga till ärendet" in shown.content.decode()
    pdf = officer.get(reverse("paper_pdf", args=[case.pk, paper.pk]))
    assert pdf.content.startswith(b"%PDF")
    settled = officer.post(
        reverse("paper_settle", args=[case.pk, paper.pk]), {"made_of": shown.context["state"].key}
    )
    assert settled.status_code == 302
    assert bytes(case.attachments.get().file.data) == pdf.content
    assert rule_of(Agreement.objects.get()) == SIX_MONTHS
    text = officer.get(page).content.decode()
    assert "ligger som bilaga 1" in text and "Lägg som bilaga" not in text
    version = officer.get(reverse("paper_pdf", args=[case.pk, paper.pk]) + "?version=1")
    assert version.content == pdf.content
    missing = officer.get(reverse("paper_pdf", args=[case.pk, paper.pk]) + "?version=x")
    assert missing.status_code == 404


def test_the_word_file_has_real_headings_and_places_to_sign(walk: Walk) -> None:
    case, paper = begun(walk)
    answer = signed_in(walk.people.officer).get(reverse("paper_word", args=[case.pk, paper.pk]))
    document = docx.Document(io.BytesIO(answer.content))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "1. Parter" and len(headings) == 16
    text = "\n".join(p.text for p in document.paragraphs)
    assert clause_words(SIX_MONTHS).split("\n\n")[0] in text
    assert text.count("Namnförtydligande och befattning") == 2


def test_clauses_are_moved_reworded_removed_and_added(walk: Walk) -> None:
    case, paper = begun(walk)
    officer, address = (
        signed_in(walk.people.officer),
        reverse("paper_edit", args=[case.pk, paper.pk]),
    )

    def does(do: str, **said: Any) -> list[str]:
        row = Paper.objects.get()
        assert officer.post(address, posted(row, do=do, **said)).status_code == 302
        return [each.key for each in written(Paper.objects.get()).clauses]  # type: ignore[union-attr]

    assert does("down-0")[:2] == ["background", "parties"]
    assert does("up-1")[:2] == ["parties", "background"]
    assert "background" not in does("remove-1")
    assert does("add", add="breach")[-2:] == ["breach", "signatures"]
    does("variant-0", **{"clause-0-pick": "several"})
    first = written(Paper.objects.get()).clauses[0]  # type: ignore[union-attr]
    assert first.variant == "several" and "{parterna}" in first.text
    before = does("save")
    for odd in ("up-999", "remove-x", "fly-1", "add", "up--1"):
        assert does(odd) == before


def test_what_was_typed_stays_and_the_reason_stands_at_its_field(walk: Walk) -> None:
    case, paper = begun(walk)
    officer, address = (
        signed_in(walk.people.officer),
        reverse("paper_edit", args=[case.pk, paper.pk]),
    )
    said = {"clause-5-text": "Avtalet kan sägas upp med tre månaders varsel.", "title": "Kvar här"}
    before = everything()
    answer = officer.post(address, posted(paper, **said))
    assert answer.status_code == 422
    assert "skrivs bara i sina egna klausuler" in str(
        answer.context["form"]["clause-5-text"].errors
    )
    assert "Kvar här" in answer.content.decode()
    stale = officer.post(address, posted(paper, seen=7))
    assert stale.status_code == 409
    after = everything()
    assert {k: v for k, v in before.items() if not k.startswith("history")} == {
        k: v for k, v in after.items() if not k.startswith("history")
    }


@pytest.mark.parametrize(
    "said",
    [
        {"count": "x"},
        {"count": "99"},
        {"count": ""},
        {"clause-0-key": "hittepå"},
        {"seen": ""},
        {"title": ""},
        {"clause-0-heading": ""},
        {"add": "hittepå", "do": "add"},
        {"clause-10-variant": "hittepå"},
        {"clause-12-variant": "x" * 200},
        {"clause-0-text": ""},
        {"value-kommun": "x" * 3000},
    ],
)
def test_odd_posts_are_refused_and_nothing_is_kept(walk: Walk, said: dict[str, Any]) -> None:
    case, paper = begun(walk)
    address = reverse("paper_edit", args=[case.pk, paper.pk])
    answer = signed_in(walk.people.officer).post(address, posted(paper, **said))
    assert answer.status_code == 422
    assert Paper.objects.get().edit_count == paper.edit_count


def test_the_notice_clauses_words_are_never_what_was_posted(walk: Walk) -> None:
    case, paper = begun(walk)
    said = {"clause-11-text": "Avtalet gäller i hundra år.", "rule": "A", "title": "Ny rubrik"}
    address = reverse("paper_edit", args=[case.pk, paper.pk])
    signed_in(walk.people.officer).post(address, posted(paper, **said))
    kept = written(Paper.objects.get())
    assert (kept.clauses[11].key, kept.clauses[11].text) == ("notice", "")  # type: ignore[union-attr]
    assert dict(kept.rule)["rule"] == "D"  # type: ignore[union-attr]


def test_a_rule_that_cannot_be_is_refused_at_its_field(walk: Walk) -> None:
    case, paper = begun(walk)
    officer, address = (
        signed_in(walk.people.officer),
        reverse("paper_rule", args=[case.pk, paper.pk]),
    )
    answer = officer.post(
        address, {"regel": "A", "notice_months": 60, "counted_from": "december", "seen": 1}
    )
    assert answer.status_code == 422 and answer.context["form"]["notice_months"].errors
    for key in ("unknown", "K", "hittepå"):
        assert officer.post(address, {"regel": key, "seen": 1}).status_code == 422
        assert officer.get(address, {"regel": key}).context["chosen"] == "D"
    over = {"regel": "G", "end": "2020-01-01", "watch_months": 12, "start": "", "seen": 1}
    answer = officer.post(address, over)
    assert answer.status_code == 422 and answer.context["form"]["end"].errors
    said = {"regel": "A", "notice_months": 6, "counted_from": "december", "seen": 1}
    assert officer.post(address, said).status_code == 302
    assert dict(written(Paper.objects.get()).rule)["rule"] == YearTurn.key  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["consultation", "covering_letter"])
def test_a_letter_is_written_and_settled(walk: Walk, kind: str) -> None:
    case = walk.ready() if kind == "consultation" else walk.decided()
    officer = signed_in(walk.people.officer)
    new = reverse("paper_new", args=[case.pk, kind])
    page = officer.get(new)
    form = page.context["form"]
    said = {n: form[n].value() for n in form.fields if form[n].value() is not None}
    said |= {"to": "Karolinska Institutet", "text": "Hej {motpart}.", "enclosed": ["1"]}
    said |= (
        {"question": "Vad anser ni?", "last_day": "2030-01-01"} if kind == "consultation" else {}
    )
    answer = officer.post(new, said)
    paper = Paper.objects.get()
    assert answer["Location"] == reverse("paper", args=[case.pk, paper.pk])
    jobs.render_papers(case.pk)
    shown = officer.get(answer["Location"])
    assert "Hej Karolinska Institutet." in shown.content.decode()
    settle_at = reverse("paper_settle", args=[case.pk, paper.pk])
    officer.post(settle_at, {"made_of": shown.context["state"].key})
    assert paper.versions.get().number == 1
    assert officer.post(settle_at, {"made_of": "fel"}).status_code == 409
    wrong = officer.post(new, {**said, "to": ""})
    assert wrong.status_code == 422 and wrong.context["form"]["to"].errors
    assert Paper.objects.count() == 1


def test_others_read_but_are_offered_nothing(walk: Walk) -> None:
    case, paper = begun(walk)
    auditor = signed_in(walk.people.auditor)
    text = auditor.get(reverse("paper", args=[case.pk, paper.pk])).content.decode()
    assert SIX_MONTHS.sentence() in text and "<form" not in text.partition("<main")[2]
    assert auditor.get(reverse("paper_edit", args=[case.pk, paper.pk])).status_code == 403
    assert auditor.get(reverse("paper_pdf", args=[case.pk, paper.pk])).status_code == 302
    other = walk.opened()
    officer = signed_in(walk.people.officer)
    assert officer.get(reverse("paper", args=[other.pk, paper.pk])).status_code == 404
    letter = write(walk, case, a_letter(walk))
    assert officer.get(reverse("paper_rule", args=[case.pk, letter.pk])).status_code == 404
    assert officer.get(reverse("paper_new", args=[case.pk, "hittepa"])).status_code == 404


def test_a_frozen_case_keeps_its_agreement(walk: Walk) -> None:
    case = walk.ready()
    paper = write(walk, case, agreement_text(case))
    settle(walk, paper)
    walk.submitted(case)
    officer = signed_in(walk.people.officer)
    assert officer.get(reverse("paper_edit", args=[case.pk, paper.pk])).status_code == 409
    assert (
        officer.post(
            reverse("paper_edit", args=[case.pk, paper.pk]), posted(paper, title="X")
        ).status_code
        == 409
    )
    text = officer.get(reverse("paper", args=[case.pk, paper.pk])).content.decode()
    assert "Skriv</a>" not in text


def test_many_clauses_and_papers_cost_no_more_questions(walk: Walk) -> None:
    case, paper = begun(walk)
    officer = signed_in(walk.people.officer)
    paths = [reverse(n, args=[case.pk, paper.pk]) for n in ("paper", "paper_edit")]
    paths.append(reverse("case_papers", args=[case.pk]))

    def costs() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert officer.get(path).status_code == 200
            found.append(len(asked))
        return found

    before = costs()
    text = written(paper)
    write(
        walk,
        case,
        type(text)(
            **{
                **{f: getattr(text, f) for f in text.__dataclass_fields__},
                "clauses": text.clauses + text.clauses[1:9],
            }
        ),
        paper=paper,
    )  # type: ignore[union-attr]
    for _ in range(4):
        write(walk, case, a_letter(walk))
    assert costs() == before


def test_a_paper_is_as_secret_as_its_attachment(walk: Walk) -> None:
    case, paper = begun(walk)
    settle(walk, paper)
    facts = {"case_id": case.pk, "number": 1, "actor": walk.people.officer, "on": walk.on}
    drafting.mark_secrecy(provision="OSL 19 kap. 3 §", reason="Priser.", **facts)
    where = [
        reverse(name, args=[case.pk, paper.pk]) for name in ("paper", "paper_pdf", "paper_word")
    ]
    where.append(f"{where[1]}?version=1")
    coordinator = signed_in(walk.people.coordinator)
    read = Event.objects.filter(kind="secret_attachment_read")
    assert [coordinator.get(address).status_code for address in where] == [403] * 4
    assert not read.exists()
    head = signed_in(walk.people.head)
    answers = [head.get(address) for address in where]
    assert [(a.status_code, a["Cache-Control"]) for a in answers] == [(200, "no-store")] * 4
    assert read.count() == 4
    drafting.lift_secrecy(**facts)
    assert [coordinator.get(address).status_code for address in where] == [200] * 4


def test_a_letters_enclosures_follow_their_attachments(walk: Walk) -> None:
    case = walk.ready()
    who = {"case_id": case.pk, "actor": walk.people.officer, "on": walk.on}
    for title in ("Prislista", "Karta"):
        drafting.add_attachment(
            title=title, filename="a.pdf", data=a_pdf(title), number=None, **who
        )
    text = a_letter(walk, enclosed=(3,), text="Se {bilaga 3}.")
    letter = write(walk, case, text)
    settled = write(walk, case, text)
    settle(walk, settled)
    kept = settled.versions.get().content
    officer = signed_in(walk.people.officer)
    address = reverse("case_attachments", args=[case.pk])
    officer.post(address, {"up": "3"})
    now = written(Paper.objects.get(pk=letter.pk))
    assert (now.enclosed, now.text) == ((2,), "Se {bilaga 2}.")  # type: ignore[union-attr]
    html = officer.post(address, {"remove": "2"}, follow=True).content.decode()
    assert f"Bilagan följer inte längre med ”{text.title}”." in html
    now = written(Paper.objects.get(pk=letter.pk))
    assert (now.enclosed, now.text) == ((), "Se bilaga 2.")  # type: ignore[union-attr]
    assert settled.versions.get().content == kept
    sent = {"seen": letter.edit_count, "to": "A", "title": "B", "text": "C", "dated": "2026-11-01"}
    sent |= {"question": "D", "last_day": "2199-01-01"}
    edit = reverse("paper_edit", args=[case.pk, letter.pk])
    assert officer.post(edit, {**sent, "do": "save"}).status_code == 409


def test_a_button_with_a_number_beyond_all_numbers_is_no_error(walk: Walk) -> None:
    case, paper = begun(walk)
    answer = signed_in(walk.people.officer).post(
        reverse("paper_edit", args=[case.pk, paper.pk]), posted(paper, do="up-" + "9" * 5000)
    )
    assert answer.status_code in (302, 422)
