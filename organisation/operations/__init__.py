"""Who exists and as what: people and their dated appointments, each change told in the organisation's chain."""

from organisation.operations.people import appoint, end_appointment, register_person
from organisation.operations.refusals import record_refusal

__all__ = ["appoint", "end_appointment", "record_refusal", "register_person"]
