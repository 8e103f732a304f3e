"""What may be done to a draft: one function per verb; none of them moves the case."""

from cases.operations.attachments import (
    add_attachment,
    move_attachment,
    remove_attachment,
    retitle_attachment,
)
from cases.operations.clauses import save_clause
from cases.operations.drafting import edit_draft, set_registry_number, share_case
from cases.operations.secrecy import lift_secrecy, mark_secrecy, read_secret_attachment
from cases.operations.templates import choose_template, save_template

__all__ = [
    "add_attachment",
    "choose_template",
    "edit_draft",
    "lift_secrecy",
    "mark_secrecy",
    "move_attachment",
    "read_secret_attachment",
    "remove_attachment",
    "retitle_attachment",
    "save_clause",
    "save_template",
    "set_registry_number",
    "share_case",
]
