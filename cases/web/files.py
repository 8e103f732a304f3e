"""The tjänsteutlåtande of a case as PDF: the frozen one, or a preview that the worker makes."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import permissions
from cases.content import content_of
from cases.documents import require_renderable
from cases.drafts import read_draft
from cases.models import Case, Document, Preview
from cases.rules.content import canonical, content_hash
from cases.rules.errors import Invalid
from cases.web import waiting
from cases.web.scope import case_in_scope, require_may_send
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
    if found := _preview_of(case).first():
        return _sent(bytes(found.pdf), _filename(case), inline=True)
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
    _order(case)


def _order(case: Case) -> None:
    if not _preview_of(case).exists():
        waiting.order(_TASK, case)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview_state(request: HttpRequest, pk: int) -> JsonResponse:
    """Tell the editor whether there is a preview of the text as it is saved; a POST asks for one first."""
    case = case_in_scope(request, pk, today())
    if request.method == "POST":
        require_may_send(request, case, "preview")
        try:
            require_renderable(_current(case))
        except Invalid as refusal:  # a pause while writing is no attempt for the book to tell of
            return JsonResponse({"wrong": refusal.sentence}, status=422)
        _order(case)
    found = _preview_of(case).only("content_hash", "pages").first()
    is_asked = found is None and waiting.is_asked(_TASK, case)
    facts = {"key": found.content_hash, "pages": found.pages} if found else {"key": ""}
    status = 202 if request.method == "POST" else 200
    return JsonResponse({**facts, "isAsked": is_asked}, status=status)


@login_required
@require_safe
def preview_image(request: HttpRequest, pk: int) -> HttpResponse:
    """The first page of the last preview."""
    case = case_in_scope(request, pk, today())
    row = get_object_or_404(Preview.objects.only("image"), case=case)
    return HttpResponse(bytes(row.image), content_type="image/png")


def _preview_of(case: Case) -> QuerySet[Preview]:
    """The preview of the text as it is now, if it has been made."""
    return Preview.objects.filter(case=case, content_hash=content_hash(_current(case)))


def _filename(case: Case) -> str:
    number = (case.registry_number or str(case.pk)).replace("/", "-")
    return f"tjansteutlatande-{number}.pdf"


def _sent(data: bytes, filename: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(data, content_type=PDF)
    header = content_disposition_header(not inline, filename)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
