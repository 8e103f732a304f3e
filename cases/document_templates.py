"""Which templates there are and which is in use: the ready ones, and what administrators have made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Q

from cases.models import DocumentTemplate, TemplateVersion
from cases.rules.templates import HUDDINGE, TEMPLATES, Template, from_dict


@dataclass(frozen=True, slots=True)
class Kept:
    """A template with the number of its newest version; 0 is a ready one that nobody has changed."""

    template: Template
    version: int
    is_in_use: bool = False

    def as_dict(self) -> dict[str, object]:
        """What content freezes: enough to set the document again without asking anything else."""
        template = self.template
        return {"key": template.key, "version": self.version, "settings": template.as_dict()}


_READY = {key: Kept(template, 0) for key, template in TEMPLATES.items()}


def template_in_use() -> Kept:
    """The municipality's template, by one query; Huddinge's until an administrator has chosen."""
    row = (
        DocumentTemplate.objects.filter(Q(is_in_use=True) | Q(key=HUDDINGE.key))
        .order_by("-is_in_use", "-versions__number")
        .values_list("key", "versions__number", "versions__settings")
        .first()
    )
    return _kept(row[0], row[1], row[2], True) if row else Kept(HUDDINGE, 0, True)


def kept_templates() -> dict[str, Kept]:
    """Every template by its key: the ready ones first, as they are now."""
    newest = TemplateVersion.objects.order_by("template_id", "-number").distinct("template_id")
    versions = {v.template_id: (v.number, v.settings) for v in newest}
    rows = list(DocumentTemplate.objects.order_by("pk"))
    found = dict(_READY)
    for row in rows:
        found[row.key] = _kept(row.key, *versions.get(row.pk, (None, None)), row.is_in_use)
    if not any(row.is_in_use for row in rows):
        found[HUDDINGE.key] = Kept(found[HUDDINGE.key].template, found[HUDDINGE.key].version, True)
    return found


def _kept(key: str, version: int | None, settings: str | None, is_in_use: bool) -> Kept:
    if version is None or settings is None:
        return Kept(TEMPLATES[key], 0, is_in_use)
    return Kept(from_dict(json.loads(settings)), version, is_in_use)
