"""What may be done to a draft: one function per verb; none of them moves the case."""

from cases.operations.attachments import add_attachment, remove_attachment
from cases.operations.drafting import edit_draft, set_registry_number, share_case

__all__ = ["add_attachment", "edit_draft", "remove_attachment", "set_registry_number", "share_case"]
