"""The municipality's templates for documents: which there are, which is in use, and the editor with its preview."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import permissions
from cases import operations
from cases.document_templates import Kept, kept_templates
from cases.documents import render_sample
from cases.models import TemplateVersion
from cases.operations.templates import template_of
from cases.rules.assembly import OfficerReport, assemble
from cases.rules.content import canonical
from cases.rules.errors import Invalid
from cases.rules.template_sample import APPROVALS, sample
from cases.rules.templates import HUDDINGE, Template
from cases.web.template_form import TemplateForm, initial_of
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

_ORGANISATION: Final = ("organisation", 1)


def require_administrator(request: HttpRequest) -> None:
    """Refuse whoever does not administer; a POST on record."""
    on = today()
    if request.method == "POST":
        attempt(
            request,
            lambda: permissions.require(request.user, "administer", None, on),
            verb="administer",
            subject=_ORGANISATION,
        )
    permissions.require(request.user, "administer", None, on)


def _kept(key: str) -> Kept:
    kept = kept_templates().get(key)
    if kept is None:
        raise Http404("no such template")
    return kept


@login_required
@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """Every template, with the one in use marked."""
    require_administrator(request)
    return render(request, "template/list.html", {"kept": kept_templates().values()})


@login_required
@require_POST
def template_use(request: HttpRequest, key: str) -> HttpResponse:
    """Take a template into use."""
    require_administrator(request)
    _kept(key)
    facts = {"key": key, "actor": request.user, "on": today()}
    chosen = attempt(
        request,
        lambda: operations.choose_template(**facts),
        verb="administer",
        subject=_ORGANISATION,
    )
    if chosen:
        messages.success(request, f"Mallen {chosen.template.name} används från och med nu.")
    return redirect("template_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """Make a new template, beginning as another is."""
    require_administrator(request)
    begun = _kept(request.GET.get("fran", HUDDINGE.key))
    return _editor(request, "", Kept(begun.template, 0))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a template: what is saved is its next version."""
    require_administrator(request)
    return _editor(request, key, _kept(key))


def _editor(request: HttpRequest, key: str, kept: Kept) -> HttpResponse:
    initial = initial_of(kept.template, kept.version) | ({} if key else {"name": "", "source": ""})
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = TemplateForm(*data, initial=initial)
    is_preview = request.POST.get("do") in ("preview", "pdf")
    if form.is_bound and not is_preview and form.is_valid():
        saved = _save(request, key, form)
        if saved is not None:
            messages.success(request, f"Mallen {saved.template.name} är sparad.")
            return redirect("template_edit", saved.template.key)
    shown = _shown(form, key) if form.is_bound else kept.template
    if shown and request.POST.get("do") == "pdf":
        return _pdf(shown)
    versions = TemplateVersion.objects.filter(template__key=key).select_related("made_by")
    context = {
        "form": form,
        "key": key,
        "kept": kept,
        "logo": shown.logo if shown else form["kept_logo"].value() or "",
        "report": _report(shown) if shown else None,
        "versions": versions.order_by("-number").defer("settings")[:20],
    }
    return render(request, "template/edit.html", context, status=status_of(form))


def _save(request: HttpRequest, key: str, form: TemplateForm) -> Kept | None:
    facts = {"seen": form.cleaned_data["seen"], "logo": _file(form), "settings": form.settings()}
    return attempt(
        request,
        lambda: operations.save_template(key=key, actor=request.user, on=today(), **facts),
        verb="administer",
        subject=_ORGANISATION,
        form=form,
    )


def _shown(form: TemplateForm, key: str) -> Template | None:
    """What was typed as a template to look at, or None with the reason at its field."""
    if not form.is_valid():
        return None
    try:
        return template_of(key or "ny", form.settings(), _file(form))
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def _file(form: TemplateForm) -> bytes | None:
    file = form.cleaned_data["logo"]
    if file is None:
        return None
    file.seek(0)
    data: bytes = file.read()
    return data


def _report(template: Template) -> OfficerReport:
    """The sample as the template sets it."""
    content: dict[str, Any] = sample(template, settings.MUNICIPALITY)
    return assemble(canonical(content), APPROVALS, today())


def _pdf(template: Template) -> HttpResponse:
    """The sample as the very PDF the template would make; nothing is kept."""
    pdf = render_sample(template, settings.MUNICIPALITY, today())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="exempel.pdf"'
    return response
