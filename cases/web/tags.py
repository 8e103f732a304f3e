"""Template filters for text in markup: shown as the document shows it, alone or with what has changed."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.rules.comparison import compare
from cases.rules.markup import parse_markup

register = template.Library()


@register.filter
def as_written(text: str) -> SafeString:
    """The text's paragraphs, lists and tables; every word escaped by the template that shows them."""
    return render_to_string("review/blocks.html", {"blocks": parse_markup(text)})


@register.filter
def changed_from(text: str, before: str) -> SafeString:
    """The text with what was inserted and deleted since `before` marked word by word."""
    blocks = compare(parse_markup(before), parse_markup(text))
    return render_to_string("review/blocks.html", {"blocks": blocks})
