"""Opening a case: from the beginning in a form, or from a tjänsteutlåtande that already exists as text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from cases.document_templates import template_in_use
from cases.models import Agreement, Case
from cases.reading import MAX_BYTES
from cases.rules.draft import Draft, DraftSection
from cases.rules.errors import Invalid, NotAllowed
from cases.rules.officer_report_lines import says_something
from cases.web.fields import choice_field, file_field, model_field, text_field
from lifecycle import flows, operations
from lifecycle.importing import Import, open_imported, read_report, unit_of
from lifecycle.operations.opening import AgreementFacts
from organisation.models import Body, Role
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of


class NewCaseForm(forms.Form):
    """What has to be known to open a case to enter an agreement."""

    title = text_field("Ärendets rubrik", "Skriv en rubrik för ärendet.")
    agreement = text_field("Avtalets benämning", "Ange avtalets benämning.")
    counterparty = text_field("Motpart", "Ange motparten.", most=200)
    organisation_number = text_field(
        "Motpartens organisationsnummer", most=11, hint="Tio siffror, till exempel 202100-2973."
    )
    kind = choice_field(
        "Avtalstyp", [(k, n.capitalize()) for k, n in Agreement.Kind.choices], "Välj avtalstyp."
    )
    recipient = model_field(
        "Mottagare", Body.objects.none(), "Välj det organ som får ärendet först."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides_first = Body.objects.exclude(kind=Body.Kind.COUNCIL)
        bodies = decides_first.filter(closed_on__isnull=True).order_by("name")
        self.fields["recipient"].queryset = bodies  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A tjänsteutlåtande as text, PDF or Word file."""

    file = file_field(
        "Text, PDF eller Word", ".txt,.pdf,.docx,text/plain", "Välj en fil.", hint="Högst 5 MB."
    )
    again = forms.BooleanField(label="Läs in till ett nytt ärende ändå", required=False)
    there: Case | None = None  # the draft that is called the same


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Offer both ways, and open the case by the one that was sent."""
    _require_officer(request)
    importing = request.method == "POST" and "import" in request.POST
    typed = request.POST if request.method == "POST" and not importing else None
    form = NewCaseForm(typed)
    upload = ImportForm(request.POST, request.FILES) if importing else ImportForm()
    case = _opened(request, form) if typed is not None else None
    if importing:
        case = _imported(request, upload)
    if case is not None:
        return redirect("case_edit", case.pk)
    status = status_of(upload if importing else form)
    return render(request, "case/new.html", {"form": form, "upload": upload}, status=status)


def _require_officer(request: HttpRequest) -> None:
    if not permissions.standing(request.user, today()).holding(Role.CASE_OFFICER):
        raise NotAllowed("not_allowed", "Ett ärende öppnas av en handläggare.")


def _opened(request: HttpRequest, form: NewCaseForm) -> Case | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    facts = AgreementFacts(
        title=said["agreement"],
        kind=said["kind"],
        counterparty=said["counterparty"],
        organisation_number=said["organisation_number"],
    )
    draft = Draft(
        title=said["title"],
        sections=tuple(DraftSection(1, each, "") for each in template_in_use().template.sections),
        recipients=(said["counterparty"],),
    )
    return attempt(
        request,
        lambda: flows.open_with(
            operations.open_case,
            agreement=facts,
            recipient=said["recipient"],
            unit=unit_of(request.user, today()),
            draft=draft,
            actor=request.user,
            on=today(),
        ),
        verb="open_case",
        form=form,
    )


def _imported(request: HttpRequest, form: ImportForm) -> Case | None:
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    opened = attempt(
        request, lambda: _read_and_open(request, file, form), verb="open_case", form=form
    )
    if opened is None:
        return None
    case, unplaced = opened
    messages.success(request, "Tjänsteutlåtandet är inläst. Läs igenom utkastet.")
    if unplaced:
        rows = (
            "En rad kunde inte placeras. Den"
            if unplaced == 1
            else f"{unplaced} rader kunde inte placeras. De"
        )
        messages.warning(request, f"{rows} står under Från inläsningen på den här sidan.")
    return case


def _read_and_open(request: HttpRequest, file: Any, form: ImportForm) -> tuple[Case, int]:
    found = read_report(file.name, file.read(MAX_BYTES + 1))
    if not form.cleaned_data["again"]:
        _require_new(request, found, form)
    case = open_imported(found, actor=request.user, on=today())
    return case, sum(map(says_something, found.report.unplaced))


def _require_new(request: HttpRequest, found: Import, form: ImportForm) -> None:
    """Raise Invalid when a draft of theirs is called the same: a second one is opened only by choice."""
    mine = Case.objects.filter(case_officer=request.user, stage="draft", closed_on__isnull=True)
    form.there = mine.filter(title=found.report.title[:250]).order_by("-pk").first()
    if form.there is not None:
        raise Invalid(
            "read_already",
            "Du har redan ett utkast med samma rubrik. Skriv vidare i det, eller välj filen igen och kryssa i"
            " att den ska läsas in till ett nytt ärende.",
            field="file",
        )
