"""The attachments of a case: in, out, another title, another place, and marked as secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from approvals import permissions
from cases import operations
from cases.intake import ENDINGS, MAX_BYTES
from cases.intake.kinds import PDF
from cases.models import Attachment, Case, StoredFile
from cases.papers import letters_enclosing
from cases.web.fields import file_field, text_field
from cases.web.scope import case_in_scope, require_may_send
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

_HINT: Final = "PDF, Word, Excel, PNG eller JPEG, högst 20 MB."


class AttachmentForm(forms.Form):
    """A file with its title; with `number` for an attachment there is, where the file may be left out."""

    title = text_field("Bilagans titel", "Ge bilagan en titel.", most=200)
    file = file_field("Fil", ",".join(ENDINGS.values()), "Välj en fil.", hint=_HINT)
    number = forms.IntegerField(
        required=False, min_value=1, max_value=999, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, has_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not has_file


class SecrecyForm(forms.Form):
    """The provision a marking rests on, and why."""

    provision = text_field(
        "Bestämmelse", "Ange bestämmelsen.", most=120, hint="Till exempel OSL 19 kap. 3 §."
    )
    reason = text_field("Skäl", "Skriv varför.", rows=3, most=500)


@dataclass(frozen=True, slots=True)
class Step:
    """What a button beside an attachment does, and what is said when it is done."""

    verb: str
    operation: Callable[..., Any]
    done: str
    moves: int = 0


_STEPS: Final = {
    "remove": Step("edit_draft", operations.remove_attachment, "Bilaga {} är borttagen."),
    "up": Step("edit_draft", operations.move_attachment, "Bilaga {} är flyttad uppåt.", -1),
    "down": Step("edit_draft", operations.move_attachment, "Bilaga {} är flyttad nedåt.", 1),
    "lift": Step(
        "mark_secrecy", operations.lift_secrecy, "Bilaga {} är inte längre sekretessmarkerad."
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the attachments; add one, change one, move or remove it, or mark it as secret."""
    case = case_in_scope(request, pk, today())
    name = next((key for key in _STEPS if key in request.POST), "")
    if name:
        return _stepped(request, case, _STEPS[name], request.POST[name])
    if "secrecy" in request.POST:
        return _secrecy(request, case)
    chosen = _chosen(case, request.GET.get("bilaga", ""))
    initial = {"number": chosen.number, "title": chosen.title} if chosen else None
    if request.method != "POST":
        form = AttachmentForm(initial=initial, has_file=_has_file(chosen))
        return _page(request, case, form, chosen)
    require_may_send(request, case, "edit_draft")
    changed = _chosen(case, request.POST.get("number", ""))
    form = AttachmentForm(request.POST, request.FILES, has_file=_has_file(changed))
    if form.is_valid() and _saved(request, case, form):
        return redirect("case_attachments", pk)
    return _page(request, case, form, changed)


def _has_file(row: Attachment | None) -> bool:
    """Whether the attachment can be changed without a new file."""
    return row is not None and row.file_id is not None


def _page(
    request: HttpRequest,
    case: Case,
    form: AttachmentForm,
    chosen: Attachment | None,
    secrecy: SecrecyForm | None = None,
) -> HttpResponse:
    who = permissions.standing(request.user, today())
    rows = list(case.attachments.select_related("file").defer("file__data"))
    said = (
        {"provision": chosen.secrecy_provision, "reason": chosen.secrecy_reason} if chosen else None
    )
    may = {
        verb: permissions.allows(request.user, verb, case, today(), who)
        for verb in ("edit_draft", "mark_secrecy", "read_secret_attachment")
    }
    context = {
        "case": case,
        "form": form,
        "attachments": rows,
        "chosen": chosen,
        "secrecy": secrecy or SecrecyForm(initial=said),
        "may": may["edit_draft"],
        "may_mark": may["mark_secrecy"],
        "opens_secret": may["read_secret_attachment"],
    }
    status = status_of(secrecy or form)
    return render(request, "case/attachments.html", context, status=status)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _chosen(case: Case, text: str) -> Attachment | None:
    rows = case.attachments.select_related("file").defer("file__data")
    return rows.filter(number=_number(text)).first()


def _saved(request: HttpRequest, case: Case, form: AttachmentForm) -> bool:
    """Whether the file came in, or the new title."""
    said = form.cleaned_data
    facts = {"case_id": case.pk, "title": said["title"], "number": said["number"]}
    facts |= {"actor": request.user, "on": today()}
    file = said["file"]

    def save() -> Attachment:
        if file is None:
            return operations.retitle_attachment(**facts)
        data = file.read(MAX_BYTES + 1)
        return operations.add_attachment(filename=file.name, data=data, **facts)

    saved = attempt(request, save, verb="edit_draft", subject=("case", case.pk), form=form)
    if saved is not None:
        done = "bifogad" if file else "ändrad"
        messages.success(request, f"Bilaga {saved.number} är {done}.")
    return saved is not None


def _stepped(request: HttpRequest, case: Case, step: Step, text: str) -> HttpResponse:
    require_may_send(request, case, step.verb)
    number = _number(text)
    if number is None:
        raise Http404("no such attachment")
    facts: dict[str, Any] = {"case_id": case.pk, "number": number}
    if step.moves:
        facts["place"] = number + step.moves
    letters = letters_enclosing(case, number) if step is _STEPS["remove"] else []
    attempt(
        request,
        lambda: step.operation(**facts, actor=request.user, on=today()),
        verb=step.verb,
        subject=("case", case.pk),
    )
    messages.success(request, step.done.format(number))
    for title in letters:
        messages.info(request, f"Bilagan följer inte längre med ”{title}”.")
    return redirect("case_attachments", case.pk)


def _secrecy(request: HttpRequest, case: Case) -> HttpResponse:
    """Mark an attachment as secret."""
    require_may_send(request, case, "mark_secrecy")
    chosen = _chosen(case, request.POST["secrecy"])
    if chosen is None:
        raise Http404("no such attachment")
    form = SecrecyForm(request.POST)
    marked = form.is_valid() and attempt(
        request,
        lambda: operations.mark_secrecy(
            case_id=case.pk,
            number=chosen.number,
            provision=form.cleaned_data["provision"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
            on=today(),
        ),
        verb="mark_secrecy",
        subject=("case", case.pk),
        form=form,
    )
    if not marked:
        initial = {"number": chosen.number, "title": chosen.title}
        return _page(
            request, case, AttachmentForm(initial=initial, has_file=_has_file(chosen)), chosen, form
        )
    messages.success(request, f"Bilaga {chosen.number} är sekretessmarkerad.")
    return redirect("case_attachments", case.pk)


@login_required
@require_safe
def attachment_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give out an attachment's file: a PDF in the browser's reader, all else to be saved.

    A file marked as secret goes to fewer, and the book tells who opened it.
    """
    case = case_in_scope(request, pk, today())
    row = get_object_or_404(case.attachments.defer("file__data"), number=number)
    if row.file_id is None:
        raise Http404("the attachment waits for its file")
    if row.secrecy_provision:
        attempt(
            request,
            lambda: operations.read_secret_attachment(
                case_id=pk, number=number, actor=request.user, on=today()
            ),
            verb="read_secret_attachment",
            subject=("case", case.pk),
        )
    return _given_out(row, StoredFile.objects.get(pk=row.file_id))


def _given_out(row: Attachment, file: StoredFile) -> HttpResponse:
    name = row.filename or f"bilaga-{row.number}{ENDINGS.get(file.content_type, '')}"
    response = HttpResponse(bytes(file.data), content_type=file.content_type)
    header = content_disposition_header(file.content_type != PDF, name)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    if row.secrecy_provision:
        response["Cache-Control"] = "no-store"
    return response
