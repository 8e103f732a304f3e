"""What everybody may read: the published decisions of meetings, as pages and as data. Nobody signs in here.

An answer is one query and the stored bytes: no session is read, no cookie set and nothing written, so that any proxy
may keep it for a minute. Only the latest edition of a meeting has an address; what was taken down says so, no more.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from lifecycle.models import Publication
from lifecycle.rules.public_minutes import VERSION

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
SECONDS: Final = 60  # how long what has been taken down may still be read from somebody's cache


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """The bodies with their latest published meetings."""
    return _page(request, "public/list.html", bodies=_bodies())


@require_safe
def public_body(request: HttpRequest, code: str) -> HttpResponse:
    """Every published meeting of one body."""
    one = next(iter(_bodies(code)), None)
    if one is None:
        return _page(request, "public/missing.html", status=404)
    return _page(request, "public/list.html", one=one)


@require_safe
def public_list_json(request: HttpRequest) -> HttpResponse:
    """Every published meeting, for machines (docs/public.md)."""
    rows = [
        {
            "body": body["name"],
            "date": row["date"].isoformat(),
            "address": f"{row['address'].rstrip('/')}.json",
            "edition": row["edition"],
            "published_on": row["published_on"].isoformat(),
        }
        for body in _bodies()
        for row in body["meetings"]
    ]
    said = {"version": VERSION, "municipality": settings.MUNICIPALITY["name"], "meetings": rows}
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    return _sent(request, text, _sha256(text), JSON)


@require_safe
def public_meeting(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """What is published of a meeting, as a page."""
    return _edition(request, code, day, "html", HTML)


@require_safe
def public_meeting_json(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The same as data."""
    return _edition(request, code, day, "json", JSON)


def _edition(request: HttpRequest, code: str, day: str, form: str, kind: str) -> HttpResponse:
    rows = Publication.objects.filter(body_code=code, meeting__date=_day(day))
    facts = rows.order_by("-edition").values_list(form, f"{form}_sha256", "removal")
    found = facts.first() if _day(day) else None
    if found is None:
        return _page(request, "public/missing.html", status=404)
    text, sha256, removal = found
    if removal is not None:
        return _page(request, "public/gone.html", status=410)
    return _sent(request, text, sha256, kind)


def _day(text: str) -> date | None:
    """The day of an address, written in one way only."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _bodies(code: str = "") -> list[dict[str, Any]]:
    """The bodies in the register's order, each with what is published now, the latest first (one query)."""
    newest = Publication.objects.order_by("meeting_id", "-edition").distinct("meeting_id")
    rows = Publication.objects.filter(pk__in=newest.values("pk"), removal=None)
    found: dict[str, dict[str, Any]] = {}
    columns = {"date": F("meeting__date"), "body_name": F("meeting__body__name")}
    chosen = rows.filter(body_code=code) if code else rows
    for row in chosen.order_by("meeting__body", "-meeting__date").values(
        "body_code", "edition", "published_on", **columns
    ):
        key = row["body_code"]
        body = found.setdefault(key, {"code": key, "name": row["body_name"], "meetings": []})
        address = f"/offentligt/{key}/{row['date'].isoformat()}/"
        body["meetings"].append({**row, "address": address})
    return list(found.values())


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page made without the request: nothing of whoever may be signed in can come into it."""
    ours = {
        "municipality": settings.MUNICIPALITY["name"],
        "contact": settings.MUNICIPALITY["email"],
        "static": settings.STATIC_URL,
    }
    text = render_to_string(template, {**ours, **context})
    return _sent(request, text, _sha256(text), HTML, status)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _sent(
    request: HttpRequest, text: str, sha256: str, kind: str, status: int = 200
) -> HttpResponse:
    """The bytes with their checksum as ETag; a browser that has them already is told that they still hold."""
    response = HttpResponse(text, content_type=kind, status=status)
    response["Content-Length"] = str(len(response.content))
    patch_cache_control(response, public=True, max_age=SECONDS)
    if kind == JSON:
        response["Access-Control-Allow-Origin"] = "*"  # open data, sent without cookies
    if status != 200:
        return response
    etag = f'"{sha256}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
