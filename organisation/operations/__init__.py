"""Who exists and as what: people with their dated appointments, and bodies; each change told in the organisation's chain."""

from organisation.operations.bodies import (
    add_body,
    change_body,
    close_body,
    lay_pattern,
)
from organisation.operations.people import appoint, end_appointment, register_person
from organisation.operations.refusals import record_refusal

__all__ = [
    "add_body",
    "appoint",
    "change_body",
    "close_body",
    "end_appointment",
    "lay_pattern",
    "record_refusal",
    "register_person",
]
