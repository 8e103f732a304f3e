"""The documents of a case beside its tjänsteutlåtande: the list, one as it reads, its files, and settling it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import permissions
from cases import operations as drafting
from cases.documents.papers import write_paper_in_word
from cases.documents.word import WORD
from cases.models import Attachment, Case, Paper
from cases.papers import NO_RULE, content_of_paper
from cases.rules.clause_library import FROM_REGISTER_ONLY, PLACEHOLDERS
from cases.rules.content import content_hash
from cases.rules.paper_assembly import assemble_paper
from cases.rules.papers import AGREEMENT_DRAFT, CONSULTATION, COVERING_LETTER, KIND_NAMES
from cases.web import waiting
from cases.web.scope import case_in_scope, require_may_send
from lifecycle import flows, operations
from lifecycle.operations.papers import hindrance_to_settling
from organisation.models import Appointment, Role
from organisation.web.clock import today
from organisation.web.doors import attempt

TASK: Final = "render_papers"
PDF: Final = "application/pdf"
OPEN: Final = ("draft", "approval", "board", "council", "execution")
_FILE_NAMES: Final = {
    AGREEMENT_DRAFT: "avtal",
    CONSULTATION: "remiss",
    COVERING_LETTER: "foljebrev",
}
_BEGINS: Final = {
    AGREEMENT_DRAFT: "Skriv avtalsutkast",
    CONSULTATION: "Ny remiss",
    COVERING_LETTER: "Nytt följebrev",
}

_ON_AGREEMENT: Final = {
    "avtalets_namn": "#id_title",
    "första_dag": "#id_starts_on",
    "kommunens_kontakt": "#id_responsible",
    "syfte": "#id_purpose",
}


@dataclass(frozen=True, slots=True)
class State:
    """A paper as it reads now: its content with the hash, what it lacks, and whether its PDF shows it."""

    paper: Paper
    content: str
    missing: tuple[str, ...]

    @property
    def key(self) -> str:
        """The hash of the content."""
        return content_hash(self.content)

    @property
    def is_made(self) -> bool:
        """Whether there is a PDF of the text as it is now."""
        return self.paper.made_of == self.key


def paper_in(case: Case, number: int) -> Paper:
    """The case's paper, or 404; its bytes are read only where they are sent."""
    paper: Paper = get_object_or_404(case.papers.defer("pdf"), pk=number)
    paper.case = case
    return paper


def _attached(case: Case, paper: Paper) -> Attachment | None:
    """The case's attachment that is a settled version of the paper."""
    return case.attachments.filter(file__in=paper.versions.values("file")).first()


def _require_readable(request: HttpRequest, case: Case, paper: Paper) -> bool:
    """Whether the paper is secret. It is as its attachment: given out to fewer, and the book tells to whom."""
    attached = _attached(case, paper)
    if attached is None or not attached.secrecy_provision:
        return False
    facts = {"case_id": case.pk, "number": attached.number, "actor": request.user, "on": today()}
    attempt(
        request,
        lambda: drafting.read_secret_attachment(**facts),
        verb="read_secret_attachment",
        subject=("case", case.pk),
    )
    return True


def state_of(paper: Paper) -> State:
    """Return the paper as it reads now."""
    content, missing = content_of_paper(paper)
    return State(paper, content, missing)


def signers(on: date) -> list[str]:
    """Who may sign for the municipality on the day: those the organisation has appointed."""
    held = Appointment.objects.on_day(on).filter(role=Role.SIGNATORY)
    return list(dict.fromkeys(held.order_by("person__name").values_list("person__name", flat=True)))


def _missing(case: Case, paper: Paper, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What the paper lacks, each with the address of the field that fills it."""
    return [(name, _filled_at(case, paper, name)) for name in names]


def _filled_at(case: Case, paper: Paper, label: str) -> str:
    if label == NO_RULE:
        return reverse("paper_rule", args=[case.pk, paper.pk])
    name = next((key for key, known in PLACEHOLDERS.items() if known == label), "")
    desk = reverse("paper_edit", args=[case.pk, paper.pk])
    if paper.kind == AGREEMENT_DRAFT and name not in FROM_REGISTER_ONLY:
        return f"{desk}#id_value-{name}"
    on_agreement = reverse("agreement_edit", args=[case.agreement_id])
    if name in _ON_AGREEMENT:
        return f"{on_agreement}{_ON_AGREEMENT[name]}"
    if name == "motpartens_organisationsnummer":
        party = case.agreement.parties.filter(is_ours=False, organisation_number="").first()
        return f"{on_agreement}#id_organisation_number_{party.pk}" if party else on_agreement
    return f"{desk}#id_text"


def may_write(request: HttpRequest, case: Case, kind: str) -> bool:
    """Whether the person may write such a paper now."""
    if not permissions.allows(request.user, "edit_draft", case, today()):
        return False
    if kind == AGREEMENT_DRAFT:
        return case.stage == "draft" and case.kind == Case.Kind.ENTER
    return case.stage in OPEN


def order(case: Case) -> None:
    """Ask the worker for PDFs of the case's papers as they are now."""
    waiting.order(TASK, case)


@login_required
@require_safe
def case_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """List the papers of the case, and offer to begin one."""
    case = case_in_scope(request, pk, today())
    rows = list(case.papers.defer("pdf", "written").prefetch_related("versions"))
    begun = {row.kind for row in rows}
    offers = [
        (label, kind)
        for kind, label in _BEGINS.items()
        if may_write(request, case, kind) and not (kind == AGREEMENT_DRAFT and kind in begun)
    ]
    return render(request, "paper/list.html", {"case": case, "papers": rows, "offers": offers})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the paper as it reads, with its files; a POST asks for its PDF."""
    case = case_in_scope(request, pk, today())
    row = paper_in(case, number)
    if request.method == "POST":
        require_may_send(request, case, "edit_draft")
        order(case)
        return redirect("paper", pk, number)
    is_secret = _require_readable(request, case, row)
    state = state_of(row)
    asked = not state.is_made and waiting.is_asked(TASK, case)
    context: dict[str, Any] = {
        "case": case,
        "paper": row,
        "kind_name": KIND_NAMES[row.kind],
        "is_agreement": row.kind == AGREEMENT_DRAFT,
        "state": state,
        "missing": _missing(case, row, state.missing),
        "signers": signers(today()),
        "shown": assemble_paper(state.content),
        "is_asked": asked,
        "has_failed": not state.is_made and not asked and waiting.has_failed(TASK, case),
        "versions": row.versions.select_related("settled_by").defer("content").order_by("-number"),
        "settled": _is_settled(state),
        "hindrance": hindrance_to_settling(case, row.kind),
        "attached": _attached(case, row),
        "may": may_write(request, case, row.kind),
    }
    return _kept_apart(render(request, "paper/paper.html", context), is_secret)


def _is_settled(state: State) -> bool:
    last = state.paper.versions.last()
    return last is not None and last.content == state.content


@login_required
@require_POST
def settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Freeze the paper as its PDF shows it; an agreement draft becomes an attachment."""
    case = case_in_scope(request, pk, today())
    require_may_send(request, case, "edit_draft")
    row = paper_in(case, number)
    facts = {"paper_id": row.pk, "made_of": request.POST.get("made_of", "")}
    attempt(
        request,
        lambda: flows.run(
            operations.settle_paper, case_id=pk, actor=request.user, on=today(), **facts
        ),
        verb="edit_draft",
        subject=("case", pk),
    )
    is_agreement = row.kind == AGREEMENT_DRAFT
    said = "Avtalet ligger som bilaga till ärendet." if is_agreement else "Brevet är fastställt."
    messages.success(request, said)
    return redirect("paper", pk, number)


@login_required
@require_safe
def paper_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send the PDF: a settled version when one is named, else of the text as it is now, where there is one."""
    case = case_in_scope(request, pk, today())
    row = paper_in(case, number)
    is_secret = _require_readable(request, case, row)
    wanted = request.GET.get("version", "")
    if wanted:
        known = wanted.isascii() and wanted.isdecimal() and len(wanted) < 5
        version = get_object_or_404(
            row.versions.select_related("file"), number=int(wanted) if known else 0
        )
        return _sent(row, bytes(version.file.data), PDF, ".pdf", is_secret)
    if state_of(row).is_made:
        return _sent(row, bytes(row.pdf), PDF, ".pdf", is_secret)
    return redirect("paper", pk, number)


@login_required
@require_safe
def paper_word(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send the text as it is now as a Word file."""
    case = case_in_scope(request, pk, today())
    row = paper_in(case, number)
    is_secret = _require_readable(request, case, row)
    return _sent(row, write_paper_in_word(state_of(row).content), WORD, ".docx", is_secret)


def _sent(
    paper: Paper, data: bytes, content_type: str, ending: str, is_secret: bool
) -> HttpResponse:
    number = (paper.case.registry_number or str(paper.case_id)).replace("/", "-")
    response = HttpResponse(data, content_type=content_type)
    name = f"{_FILE_NAMES[paper.kind]}-{number}{ending}"
    header = content_disposition_header(content_type != PDF, name)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return _kept_apart(response, is_secret)


def _kept_apart(response: HttpResponse, is_secret: bool) -> HttpResponse:
    if is_secret:
        response["Cache-Control"] = "no-store"
    return response
