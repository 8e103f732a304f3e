"""The refusals: what every layer raises when the answer is no, with a code for machines and a sentence for people."""

from __future__ import annotations


class Refusal(Exception):
    """The system says no and nothing was written.

    `code` is stable and in English; `sentence` is Swedish and says what is wrong and what would be
    right; `field` names the form field it belongs to, when there is one.
    """

    def __init__(self, code: str, sentence: str, *, field: str | None = None) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.field = field


class NotAllowed(Refusal):
    """This person may not do this (HTTP 403): another person may."""


class NotNow(Refusal):
    """Nobody may do this in the present state (HTTP 409): it may be right later."""


class Invalid(Refusal):
    """What was given cannot be right (HTTP 422): the sentence says what would be."""
