"""What every page shows around its content: who is signed in, the menu, the inbox count, the demo bar."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from approvals import permissions
from lifecycle.web.inbox import count_questions
from organisation.models import Role
from organisation.web.clock import today

_MENU = (
    ("Inkorg", "/", ("inbox",)),
    ("Avtal", "/avtal/", ("agreement",)),
    ("Ärenden", "/arenden/", ("case",)),
    ("Sammanträden", "/sammantraden/", ("meeting",)),
    ("Balanslista", "/balanslista/", ("directive",)),
)
# for everybody but those who only administer
_READERS = (("Delegationsbeslut", "/delegationsbeslut/", ("delegated",)),)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give templates `me`, `nav`, `municipality`, `demo` and `today`."""
    base = {"municipality": settings.MUNICIPALITY["name"], "demo": settings.DEMO}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return base
    on = today()
    who = permissions.standing(request.user, on)
    return {
        **base,
        "today": on,
        "me": {"name": who.name, "role": _title(who)},
        "nav": _nav(request, who, on),
    }


def _title(who: permissions.Standing) -> str:
    return who.mandates[0].title if who.mandates else "Inget uppdrag i dag"


def _nav(request: HttpRequest, who: permissions.Standing, on: Any) -> list[dict[str, Any]]:
    area = getattr(request.resolver_match, "url_name", "") or ""
    reads = any(m.role != Role.ADMINISTRATOR for m in who.mandates)
    items = [
        {"label": label, "url": url, "current": area.startswith(starts), "count": None}
        for label, url, starts in (*_MENU, *(_READERS if reads else ()))
    ]
    items[0]["count"] = count_questions(who, on)
    if who.holding(Role.ADMINISTRATOR):
        current = area.startswith("person")
        items.append({"label": "Personer", "url": "/personer/", "current": current, "count": None})
        current = area.startswith("body")
        items.append({"label": "Organ", "url": "/organ/", "current": current, "count": None})
        current = area.startswith("template")
        items.append({"label": "Mallar", "url": "/mallar/", "current": current, "count": None})
    return items
