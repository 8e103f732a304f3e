"""The only place where a case's stage or an agreement's state changes: one function per verb.

Every verb has the same five lines in the same order: lock the row, who may, when it may, write, history.
"""

from lifecycle.operations.appealing import answer_annulment, record_appeal_step, register_appeal
from lifecycle.operations.appealing_delegated import (
    record_delegated_appeal_step,
    register_delegated_appeal,
)
from lifecycle.operations.approving import approve, freeze_document, return_to_author
from lifecycle.operations.clauses import read_clause
from lifecycle.operations.closing import close_case, dispatch, withdraw_case
from lifecycle.operations.commenting import (
    answer_comment,
    make_comment,
    resolve_comment,
    withdraw_comment,
)
from lifecycle.operations.correcting import rectify_item, reopen_item
from lifecycle.operations.deciding import record_item
from lifecycle.operations.ending import (
    abandon_agreement,
    acknowledge_notice,
    end_agreement,
    give_notice,
    receive_notice,
    revoke_notice,
)
from lifecycle.operations.extracts import freeze_extract, order_extracts
from lifecycle.operations.handing_on import hand_on_steps
from lifecycle.operations.opening import edit_agreement, open_case, open_termination, submit
from lifecycle.operations.papers import settle_paper, write_paper
from lifecycle.operations.publishing import publish_minutes, unpublish_minutes
from lifecycle.operations.receipts import record_receipt
from lifecycle.operations.reviewing import conclude_review, open_review
from lifecycle.operations.settling import settle_condition
from lifecycle.operations.signing import bring_into_force, register_signature, sign

__all__ = [
    "abandon_agreement",
    "acknowledge_notice",
    "answer_annulment",
    "answer_comment",
    "approve",
    "bring_into_force",
    "close_case",
    "conclude_review",
    "dispatch",
    "edit_agreement",
    "end_agreement",
    "freeze_document",
    "freeze_extract",
    "give_notice",
    "hand_on_steps",
    "make_comment",
    "open_case",
    "open_review",
    "open_termination",
    "order_extracts",
    "publish_minutes",
    "read_clause",
    "receive_notice",
    "record_appeal_step",
    "record_delegated_appeal_step",
    "record_item",
    "record_receipt",
    "rectify_item",
    "register_appeal",
    "register_delegated_appeal",
    "register_signature",
    "reopen_item",
    "resolve_comment",
    "return_to_author",
    "revoke_notice",
    "settle_condition",
    "settle_paper",
    "sign",
    "submit",
    "unpublish_minutes",
    "withdraw_case",
    "withdraw_comment",
    "write_paper",
]
