"""All attachments of a case in one PDF with bookmarks: made by the worker when somebody asks for it."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from approvals import permissions
from cases.bundles import bundle_of
from cases.models import AttachmentBundle, Case
from cases.rules.bundles import MOST_BYTES, Bundle
from cases.rules.errors import Invalid
from cases.web import waiting
from cases.web.scope import case_in_scope
from organisation.web.clock import today
from organisation.web.doors import attempt

TASK: Final = "bundle_attachments"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the file, when there is one of the attachments as they are now; else offer to have it made."""
    case = case_in_scope(request, pk, today())
    found = bundle_of(case)
    made = AttachmentBundle.objects.filter(case=case, key=found.key)
    if request.method == "POST":
        _require_possible(request, case, found)
        if not made.exists():
            waiting.order(TASK, case)
        return redirect("case_bundle", pk)
    if row := made.first():
        return _sent(case, bytes(row.data))
    asked = waiting.is_asked(TASK, case)
    context = {
        "case": case,
        "bundle": found,
        "is_asked": asked,
        "has_failed": not asked and waiting.has_failed(TASK, case),
        "may": permissions.allows(request.user, "bundle_attachments", case, today()),
    }
    return render(request, "case/bundle.html", context)


def _require_possible(request: HttpRequest, case: Case, found: Bundle) -> None:
    def ask() -> None:
        permissions.require(request.user, "bundle_attachments", case, today())
        if not found.included:
            raise Invalid("nothing_to_bundle", "Ingen bilaga kan läggas i en PDF.")
        if found.size > MOST_BYTES:
            raise Invalid(
                "large_bundle", "Bilagorna är tillsammans större än 100 MB. Öppna dem var för sig."
            )

    attempt(request, ask, verb="bundle_attachments", subject=("case", case.pk))


def _sent(case: Case, data: bytes) -> HttpResponse:
    number = (case.registry_number or str(case.pk)).replace("/", "-")
    response = HttpResponse(data, content_type="application/pdf")
    header = content_disposition_header(False, f"bilagor-{number}.pdf")
    response["Content-Disposition"] = header or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
