"""What minutes tell beside the outcome: what can be, what cannot, and the sentences."""

from __future__ import annotations

import pytest

from approvals.rules.proceedings import (
    Proceedings,
    Recusal,
    Statement,
    Vote,
    require_proceedings,
    sentences,
)
from cases.rules.errors import Invalid

WHOLE = Proceedings(
    votes=(Vote("Ärendet avgörs i dag", "Ärendet återremitteras", 24, 15),),
    statements=(
        Statement("dissent", "Anna Ek (X)"),
        Statement("special_statement", "Bo Alm (Y)", "Vi ser fram emot uppföljningen."),
    ),
    recusals=(Recusal("Cia Lund (Z)", "Dan Strand (Z)"),),
    minority=15,
)


def test_the_minutes_say_it_in_the_order_it_matters() -> None:
    assert sentences(WHOLE) == (
        "Cia Lund (Z) anmälde jäv och deltog inte. Dan Strand (Z) tjänstgjorde i stället.",
        "Återremissen begärdes av en minoritet, 15 röster.",
        "Votering. Ja: Ärendet avgörs i dag. Nej: Ärendet återremitteras. 24 Ja och 15 Nej. Utfall: Ja.",
        "Reservation av Anna Ek (X).",
        "Särskilt yttrande av Bo Alm (Y): Vi ser fram emot uppföljningen.",
    )


def test_what_is_stored_is_read_the_same() -> None:
    require_proceedings(WHOLE, 39)
    assert Proceedings.from_dict(WHOLE.as_dict()) == WHOLE
    assert Proceedings().as_dict() == {}


@pytest.mark.parametrize(
    ("vote", "outcome"),
    [
        (Vote("a", "b", 1, 2), "Utfall: Nej."),
        (Vote("a", "b", 2, 2, 1), "1 avstod. Utfall: lika röstetal, ordförandens röst avgjorde."),
    ],
)
def test_how_a_vote_ended(vote: Vote, outcome: str) -> None:
    assert sentences(Proceedings(votes=(vote,)))[0].endswith(outcome)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Proceedings(votes=(Vote("a", "b", 30, 10),)), "vote-0-yes"),
        (Proceedings(votes=(Vote("a", "b", 20, 15, 5),)), "vote-0-yes"),
        (Proceedings(votes=(Vote("a", "b", 0, 0, 3),)), "vote-0-yes"),
        (Proceedings(votes=(Vote("a", "b", 1, 1), Vote(" ", "b", 1, 1))), "vote-1-yes_means"),
        (Proceedings(votes=(Vote("a", "", 1, 1),)), "vote-0-no_means"),
        (Proceedings(votes=(Vote("a" * 201, "b", 1, 1),)), "vote-0-yes_means"),
        (Proceedings(votes=(Vote("a", "b", 1, 1),) * 21), "vote"),
        (Proceedings(statements=(Statement("x", "A"),)), "statement-0-kind"),
        (Proceedings(statements=(Statement("dissent", ""),)), "statement-0-who"),
        (Proceedings(statements=(Statement("note", "A"),)), "statement-0-text"),
        (Proceedings(statements=(Statement("note", "A", "x" * 5001),)), "statement-0-text"),
        (Proceedings(recusals=(Recusal(""),)), "recusal-0-who"),
        (Proceedings(recusals=(Recusal("A", "b\x07"),)), "recusal-0-substitute"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(said: Proceedings, field: str) -> None:
    with pytest.raises(Invalid) as found:
        require_proceedings(said, 39)
    assert found.value.field == field
    assert found.value.sentence.endswith(".")
