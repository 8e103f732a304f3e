"""The tjänsteutlåtande of a case as PDF: the frozen one, or a preview that the worker makes."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from approvals import permissions
from cases.content import content_of
from cases.documents import require_renderable
from cases.drafts import read_draft
from cases.models import Case, Document, Preview
from cases.rules.content import canonical, content_hash
from cases.web import waiting
from cases.web.scope import case_in_scope
from organisation.web.clock import today
from organisation.web.doors import attempt

PDF: Final = "application/pdf"
_TASK: Final = "render_preview"


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
    is_asked = waiting.is_asked(_TASK, case)
    context = {
        "case": case,
        "is_asked": is_asked,
        "has_failed": not is_asked and waiting.has_failed(_TASK, case),
        "may": may,
    }
    return render(request, "case/preview.html", context)


def _current(case: Case) -> str:
    """The content a preview shall show now: the submitted version's, else the draft's."""
    version = case.versions.filter(number=case.version).first()
    return version.content if version else canonical(content_of(case, read_draft(case)))


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
    if not made.exists():
        waiting.order(_TASK, case)


def _filename(case: Case) -> str:
    number = (case.registry_number or str(case.pk)).replace("/", "-")
    return f"tjansteutlatande-{number}.pdf"


def _sent(data: bytes, filename: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(data, content_type=PDF)
    header = content_disposition_header(not inline, filename)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
