"""What the rules of time say is what somebody has read: every sentence, word for word."""

from __future__ import annotations

from tests.rules import word_for_word


def test_every_sentence_is_the_one_that_was_read() -> None:
    """When this fails: `python -m tests.rules.word_for_word`, and read what has changed."""
    assert word_for_word.text().splitlines() == word_for_word.FILE.read_text().splitlines()
