"""The extracts of minutes of a case: which there are, asking the worker for more, and the files."""

from __future__ import annotations

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from approvals import permissions
from cases.models import Case
from cases.web import waiting
from cases.web.scope import case_in_scope, require_may_send
from lifecycle import flows, operations
from lifecycle.extracts import paragraphs_of
from lifecycle.models import ExtractCopy
from lifecycle.operations.extracts import TASK
from lifecycle.web.inbox_facts import about_case
from organisation.web.clock import today
from organisation.web.doors import attempt


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extracts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each § with its extracts; a POST freezes what the minutes say and has the PDFs made."""
    on = today()
    case = case_in_scope(request, pk, on)
    if request.method == "POST":
        require_may_send(request, case, "dispatch")
        _order(request, case)
        messages.success(request, "Protokollsutdragen tas fram.")
        return redirect("case_extracts", pk=case.pk)
    names = list(dict.fromkeys(r.name for r in case.recipients.all()))
    paragraphs = paragraphs_of(case)
    lacking = [each for each in paragraphs if each.is_approved and each.lacking(names)]
    is_asked = waiting.is_asked(TASK, case)
    context = {
        "case": case,
        "about": about_case(case),
        "names": names,
        "paragraphs": paragraphs,
        "lacking": lacking,
        "unannounced": [each for each in lacking if not each.is_announced],
        "is_asked": is_asked,
        "has_failed": bool(lacking) and not is_asked and waiting.has_failed(TASK, case),
        "may": permissions.allows(request.user, "dispatch", case, on),
    }
    return render(request, "execution/extracts.html", context)


def _order(request: HttpRequest, case: Case) -> None:
    attempt(
        request,
        lambda: flows.run(
            operations.order_extracts, case_id=case.pk, actor=request.user, on=today()
        ),
        verb="dispatch",
        subject=("case", case.pk),
    )


@login_required
@require_safe
def extract_pdf(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    """Send a recipient's extract as it was frozen."""
    case = case_in_scope(request, pk, today())
    copies = ExtractCopy.objects.select_related("file", "extract__item__meeting__body")
    row = get_object_or_404(copies, pk=copy, extract__item__case=case)
    response = HttpResponse(bytes(row.file.data), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, _filename(row)) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _filename(row: ExtractCopy) -> str:
    """A name that says which § it is and whose: it is saved beside the others."""
    item = row.extract.item
    body = item.meeting.body.short_name
    name = f"protokollsutdrag {body} {item.meeting.date} {item.number} {row.recipient}"
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:120] + ".pdf"
