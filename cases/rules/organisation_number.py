"""The Swedish organisationsnummer: ten digits, the last a check digit, kept in one form."""

from __future__ import annotations

import re

from cases.rules.errors import Invalid


def organisation_number(typed: str, field: str = "organisation_number") -> str:
    """Return the number as NNNNNN-NNNN, or "" when nothing is given; a leading century (16) is left out.

    Raises Invalid, at `field`, unless it has ten digits whose last is the check digit (modulus 10, as
    in lag 1974:174 and Skatteverket's SKV 709).
    """
    if not typed.strip():
        return ""
    digits = re.sub(r"[\s\u2010-\u2015-]", "", typed)
    if re.fullmatch(r"16[0-9]{10}", digits):
        digits = digits[2:]
    if not re.fullmatch(r"[0-9]{10}", digits) or not _check_digit_holds(digits):
        raise Invalid(
            "organisation_number",
            "Numret stämmer inte. Skriv tio siffror, till exempel 202100-2973.",
            field=field,
        )
    return f"{digits[:6]}-{digits[6:]}"


def _check_digit_holds(digits: str) -> bool:
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(digits)]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
