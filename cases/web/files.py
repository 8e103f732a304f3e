"""Files of a case: attachments in and out, and the tjänsteutlåtande as PDF."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob

from approvals import permissions
from cases import operations
from cases.content import content_of
from cases.documents import require_renderable
from cases.drafts import read_draft
from cases.files import MAX_BYTES
from cases.models import Attachment, Case, Document, Preview
from cases.rules.content import canonical, content_hash
from cases.web.fields import file_field, text_field
from cases.web.scope import case_in_scope, require_may_send
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

PDF: Final = "application/pdf"
_TASK: Final = "render_preview"


class AttachmentForm(forms.Form):
    """A PDF with its title; `number` when it is the file an attachment waits for."""

    title = text_field("Bilagans titel", "Ge bilagan en titel.", most=200)
    file = file_field("PDF-fil", ".pdf,application/pdf", "Välj en PDF-fil.")
    number = forms.IntegerField(
        required=False, min_value=1, max_value=999, widget=forms.HiddenInput
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an attachment, or the file one waits for, or remove one."""
    case = case_in_scope(request, pk, today())
    if request.method == "POST":
        require_may_send(request, case, "edit_draft")
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, case)
    waiting = _waiting(case, request.GET.get("bilaga", ""))
    initial = {"number": waiting.number, "title": waiting.title} if waiting else None
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AttachmentForm(*data, initial=initial)
    if request.method == "POST" and form.is_valid() and _add(request, case, form):
        return redirect("case_attachments", pk)
    rows = case.attachments.select_related("file").defer("file__data")
    context = {
        "case": case,
        "form": form,
        "attachments": rows,
        "waiting": waiting,
        "may": permissions.allows(request.user, "edit_draft", case, today()),
    }
    return render(request, "case/attachments.html", context, status=status_of(form))


def _waiting(case: Case, number: str) -> Attachment | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        return None
    return case.attachments.filter(number=int(number)).first()


def _add(request: HttpRequest, case: Case, form: AttachmentForm) -> bool:
    said = form.cleaned_data
    added = attempt(
        request,
        lambda: operations.add_attachment(
            case_id=case.pk,
            title=said["title"],
            filename=said["file"].name,
            data=said["file"].read(MAX_BYTES + 1),
            number=said["number"],
            actor=request.user,
            on=today(),
        ),
        verb="edit_draft",
        subject=("case", case.pk),
        form=form,
    )
    if added is not None:
        messages.success(request, f"Bilaga {added.number} är bifogad.")
    return added is not None


def _remove(request: HttpRequest, case: Case) -> HttpResponse:
    number = request.POST["remove"]
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        raise Http404("no such attachment")
    facts = {"case_id": case.pk, "number": int(number), "actor": request.user, "on": today()}
    attempt(
        request,
        lambda: operations.remove_attachment(**facts),
        verb="edit_draft",
        subject=("case", case.pk),
    )
    messages.success(request, f"Bilaga {number} är borttagen.")
    return redirect("case_attachments", case.pk)


@login_required
@require_safe
def attachment_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Open an attachment in the browser's reader; it came in cleaned of whatever could act by itself."""
    case = case_in_scope(request, pk, today())
    row = get_object_or_404(case.attachments.select_related("file"), number=number)
    if row.file is None:
        raise Http404("the attachment waits for its file")
    return _sent(bytes(row.file.data), row.filename or f"bilaga-{number}.pdf", inline=True)


@login_required
@require_safe
def officer_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the frozen tjänsteutlåtande; while none is frozen, a preview of the text as it is now."""
    case = case_in_scope(request, pk, today())
    if case.stage not in ("draft", "approval"):
        frozen = Document.objects.filter(version__case=case).select_related("file")
        if document := frozen.order_by("version__number").last():
            return _sent(bytes(document.file.data), _filename(case), inline=True)
    preview = Preview.objects.filter(case=case, content_hash=content_hash(_current(case)))
    if found := preview.select_related("file").first():
        return _sent(bytes(found.file.data), _filename(case), inline=True)
    may = permissions.allows(request.user, "preview", case, today())
    is_asked = _is_asked(case)
    context = {
        "case": case,
        "is_asked": is_asked,
        "has_failed": not is_asked and _has_failed(case),
        "may": may,
    }
    return render(request, "case/preview.html", context)


def _current(case: Case) -> str:
    """The content a preview shall show now: the submitted version's, else the draft's."""
    version = case.versions.filter(number=case.version).first()
    return version.content if version else canonical(content_of(case, read_draft(case)))


def _jobs(case: Case) -> QuerySet[ProcrastinateJob]:
    return ProcrastinateJob.objects.filter(task_name=_TASK, args__case_id=case.pk)


def _is_asked(case: Case) -> bool:
    """Whether the worker has a preview of the case to make."""
    return _jobs(case).filter(status__in=("todo", "doing")).exists()


def _has_failed(case: Case) -> bool:
    """Whether the last preview that was asked for could not be made."""
    last = _jobs(case).order_by("id").last()
    return last is not None and last.status == "failed"


def _require_possible_preview(request: HttpRequest, case: Case) -> None:
    """Refuse those who only read; and, in a sentence, what no document can carry: the worker's is seen by nobody."""
    permissions.require(request.user, "preview", case, today())
    require_renderable(_current(case))


@login_required
@require_POST
def ask_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a preview from the worker: PDF is never made in a web request."""
    order_preview(request, case_in_scope(request, pk, today()))
    return redirect("case_pdf", pk)


def order_preview(request: HttpRequest, case: Case) -> None:
    """Ask the worker for a preview of the text as it is now, unless there is one or one is under way."""
    attempt(
        request,
        lambda: _require_possible_preview(request, case),
        verb="preview",
        subject=("case", case.pk),
    )
    made = Preview.objects.filter(case=case, content_hash=content_hash(_current(case)))
    if not made.exists() and not _is_asked(case):
        queue.configure_task(_TASK, lock=f"preview-{case.pk}").defer(case_id=case.pk)


def _filename(case: Case) -> str:
    number = (case.registry_number or str(case.pk)).replace("/", "-")
    return f"tjansteutlatande-{number}.pdf"


def _sent(data: bytes, filename: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(data, content_type=PDF)
    header = content_disposition_header(not inline, filename)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
