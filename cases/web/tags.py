"""Template filters for text in markup: shown as the document shows it, alone or with what has changed."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.rules.comparison import compare
from cases.rules.findings import Check
from cases.rules.markup import parse_markup
from lifecycle.rules.notice_period import in_words

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


@register.filter
def summed_up(checks: Sequence[Check]) -> str:
    """How much must be mended before the draft can be sent, and how much may be left"""
    errors = sum(check.is_error for check in checks)
    warnings = len(checks) - errors
    must = f"{_many(errors, 'Ett', 'fel', 'fel')} måste rättas innan du kan skicka."
    can = f"{_many(warnings, 'En', 'varning', 'varningar')} kan du lämna."
    return " ".join([must] * bool(errors) + [can] * bool(warnings))


def _many(number: int, one: str, singular: str, plural: str) -> str:
    """The design's words begin a sentence: "Ett fel", "Två varningar", "14 fel"."""
    return f"{one} {singular}" if number == 1 else in_words(number, "", plural).capitalize()
