"""From a page to an operation and back: one call, and a refusal becomes a sentence at the right place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, OperationalError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.rules.errors import Invalid, NotAllowed, NotNow, Refusal
from organisation.operations import record_refusal
from organisation.web.clock import today

T = TypeVar("T")
log = logging.getLogger("avtalsgang.web")
_UNSTORABLE = "Något i det som skickades går inte att spara: för lång text eller otillåtna tecken. Inget är sparat."
_STATUS = {NotAllowed: 403, NotNow: 409, Invalid: 422}


def attempt(
    request: HttpRequest,
    call: Callable[[], T],
    *,
    verb: str,
    subject: tuple[str, int] = ("organisation", 1),
    form: Form | None = None,
) -> T | None:
    """Do `call`; return what it returned, or None when it was refused and `form` now says why.

    A refusal is recorded in the subject's chain first. Without a form, or for NotAllowed, it is raised
    and RefusalMiddleware shows it as a page. `status_of(form)` gives the answer's status.
    """
    try:
        return call()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except Refusal as refusal:
        record_refusal(subject=subject, verb=verb, refusal=refusal, actor=request.user, on=today())
        if form is None or isinstance(refusal, NotAllowed):
            raise
        form.refusal = refusal  # type: ignore[attr-defined]
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def status_of(form: Form) -> int:
    """200 for a form not sent yet, 409 or 422 when it was refused, 422 when it is not valid."""
    if not form.is_bound:
        return 200
    refusal = getattr(form, "refusal", None)
    return _STATUS.get(type(refusal), 422) if refusal or form.errors else 200


class RefusalMiddleware:
    """Shows a refusal nobody caught as a page with its sentence and the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse text with NUL characters at the door: no database column can hold them."""
        if any("\0" in text for texts in request.POST.lists() for text in (texts[0], *texts[1])):
            return self._page(request, Invalid("nul_character", _UNSTORABLE))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals, and a database that cannot be reached (503 with Retry-After)."""
        if isinstance(exception, Refusal):
            return self._page(request, exception)
        if isinstance(exception, DataError | UnicodeEncodeError):
            log.error("unstorable input to %s: %s", request.path, exception)
            return self._page(request, Invalid("unstorable", _UNSTORABLE))
        if isinstance(exception, OperationalError):
            response = render(None, "503.html", status=503)
            response["Retry-After"] = "30"
            return response
        return None

    def _page(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        status = _STATUS.get(type(refusal), 409)
        template = "403.html" if status == 403 else "409.html"
        context: dict[str, Any] = {"refusal": refusal, "back": _back(request)}
        return render(request, template, context, status=status)


def _back(request: HttpRequest) -> str:
    """The page to return to: the one posted to, when it can be read with GET."""
    return request.path if request.method == "POST" else "/"
