"""Every address of the product, in the order of the menu."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, include, path, register_converter


class RowId:
    """A database id in an address: digits up to 2^63−1, else the address does not exist."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Raise ValueError (404) above the largest id."""
        number = int(value)
        if number > 2**63 - 1:
            raise ValueError
        return number

    def to_url(self, value: int) -> str:
        """The plain number."""
        return str(value)


register_converter(RowId, "id")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lifecycle.web.urls")),
    path("", include("cases.web.urls")),
    path("", include("approvals.web.urls")),
    path("", include("organisation.web.urls")),
    path("konto/", include("config.account_urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("config.demo_urls")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection code is missing or old."""
    return render(request, "403.html", {"refusal": None, "csrf": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not even be read; Django's own view would read it once more."""
    return HttpResponse(render_to_string("400.html"), status=400)


handler400 = bad_request
