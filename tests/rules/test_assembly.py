"""Which blocks the tjänsteutlåtande gets, in which order, and what is refused before anything is set."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cases.rules.assembly import (
    MAX_CHARACTERS,
    MAX_WORD,
    OfficerReport,
    Proposal,
    Signatures,
    SignedApproval,
    Text,
    assemble,
    genitive,
    point_heading,
)
from cases.rules.content import canonical, content_hash
from cases.rules.errors import Invalid
from tests.documents.sample_content import APPROVALS, POINTS, sample_content

DAY = date(2026, 5, 4)


def report(dated: date | None = DAY, **changed: Any) -> OfficerReport:
    approvals = APPROVALS if dated else []
    return assemble(canonical(sample_content(**changed)), approvals, dated)


def block(of: OfficerReport, kind: type[Any]) -> Any:
    return next(b for b in of.blocks if isinstance(b, kind))


def section(level: int, heading: str, text: str = "Text.") -> dict[str, Any]:
    return {"level": level, "heading": heading, "text": text}


def point(number: int, **changed: Any) -> dict[str, Any]:
    body, kind, text, depends_on = POINTS[0]
    return {
        "number": number,
        "body": body,
        "kind": kind,
        "proposing_body": "Kommunstyrelsen",
        "text": text,
        "depends_on": depends_on,
        **changed,
    }


def refused(text: str, **given: Any) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        assemble(text, given.get("approvals", APPROVALS), given.get("dated", DAY))
    assert refusal.value.sentence.endswith(".")
    return refusal.value


def test_the_blocks_stand_in_the_order_of_the_municipalitys_documents() -> None:
    assert [b.kind for b in report().blocks] == [
        "proposal",
        "text",
        "signatures",
        "attachments",
        "recipients",
    ]


def test_blocks_without_anything_are_left_out_but_not_the_signatures() -> None:
    bare = report(points=[], sections=[], attachments=[], recipients=[" "])
    assert [b.kind for b in bare.blocks] == ["signatures"]


def test_points_are_headed_by_body_and_numbered_on() -> None:
    groups = block(report(), Proposal).groups
    assert [(g.heading, [p.number for p in g.points]) for g in groups] == [
        ("Kommunstyrelsens förslag till kommunfullmäktige", ["1.", "2."]),
        ("Kommunstyrelsens beslut", ["3."]),
    ]


def test_a_body_that_returns_is_headed_again() -> None:
    own = {"kind": "own_decision", "body": "Kommunstyrelsen"}
    groups = block(report(points=[point(1), point(2, **own), point(3)]), Proposal).groups
    assert [len(g.points) for g in groups] == [1, 1, 1]
    assert groups[0].heading == groups[2].heading


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1)])
def test_points_out_of_order_are_refused(numbers: tuple[int, int]) -> None:
    content = sample_content(points=[point(n) for n in numbers])
    assert refused(canonical(content)).code == "point_order"


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Kommunstyrelsen", "Kommunstyrelsens"),
        ("Kommunstyrelsens arbetsutskott", "Kommunstyrelsens arbetsutskotts"),
        ("Södertörns", "Södertörns"),
        ("Linnéa Max", "Linnéa Max"),
        ("Nämnden i Växjö Schulz", "Nämnden i Växjö Schulz"),
        ("KF", "KF:s"),
        ("KS", "KS"),
    ],
)
def test_genitive(name: str, owner: str) -> None:
    assert genitive(name) == owner


@pytest.mark.parametrize(
    ("kind", "body", "proposing", "heading"),
    [
        (
            "proposal",
            "Kommunstyrelsen",
            "Socialnämnden",
            "Socialnämndens förslag till kommunstyrelsen",
        ),
        ("proposal", "Huge AB", "Kommunstyrelsen", "Kommunstyrelsens förslag till Huge AB"),
        ("proposal", "KF", "KSAU", "KSAU:s förslag till KF"),
        ("own_decision", "Kommunfullmäktige", "Kommunstyrelsen", "Kommunfullmäktiges beslut"),
    ],
)
def test_headings(kind: str, body: str, proposing: str, heading: str) -> None:
    assert point_heading(kind, body, proposing) == heading


def test_a_heading_never_skips_a_level() -> None:
    given = [section(3, "A"), section(3, "B"), section(1, "C"), section(3, "D"), section(9, "E")]
    levels = [(s.heading, s.level) for s in block(report(sections=given), Text).sections]
    assert levels == [("A", "2"), ("B", "3"), ("C", "2"), ("D", "3"), ("E", "4")]


def test_a_heading_may_stand_without_text_and_text_without_heading() -> None:
    given = [section(1, "A", ""), section(1, "", "Text."), section(1, " ", "\n")]
    sections = block(report(sections=given), Text).sections
    assert [(s.heading, len(s.blocks)) for s in sections] == [("A", 0), ("", 1)]


def test_signatures_by_rank_in_swedish_time() -> None:
    assert [(s.name, s.title, s.approved) for s in block(report(), Signatures).signatures] == [
        (
            "Maria Lindqvist",
            "Kommundirektör",
            "Godkänt elektroniskt 4\u00a0maj\u00a02026 kl.\u00a013.20",
        ),
        (
            "Karin Sandell",
            "Tf. avdelningschef",
            "Godkänt elektroniskt 3\u00a0maj\u00a02026 kl.\u00a016.42",
        ),
    ]


def test_the_hour_is_winter_time_in_winter_and_the_day_may_be_the_next() -> None:
    late = SignedApproval("A", "B", 1, "2026-12-31T23:30:00+00:00")
    (signature,) = block(assemble(canonical(sample_content()), [late], DAY), Signatures).signatures
    assert "1\u00a0januari\u00a02027 kl.\u00a000.30" in signature.approved


def test_a_stand_in_signs_on_behalf_of_somebody() -> None:
    stand_in = SignedApproval(
        "Karin Sandell", "Avdelningschef", 30, "2026-05-04T09:05:00+02:00", "Maria Lindqvist"
    )
    (signature,) = block(
        assemble(canonical(sample_content()), [stand_in], DAY), Signatures
    ).signatures
    assert signature.approved.endswith("kl.\u00a009.05 på uppdrag av Maria Lindqvist")


def test_equal_ranks_stand_in_the_order_they_approved() -> None:
    early, late = (
        SignedApproval(name, "", 1, f"2026-05-0{day}T09:00:00+02:00")
        for day, name in ((1, "Ö"), (2, "A"))
    )
    found = block(assemble(canonical(sample_content()), [late, early], DAY), Signatures).signatures
    assert [s.name for s in found] == ["Ö", "A"]


def test_a_moment_without_offset_is_an_error_in_the_program() -> None:
    with pytest.raises(ValueError, match="offset"):
        assemble(
            canonical(sample_content()), [SignedApproval("A", "B", 1, "2026-05-04T09:00:00")], DAY
        )


def test_an_approval_is_plain_values_for_the_book() -> None:
    assert APPROVALS[1].as_dict() == {
        "name": "Maria Lindqvist",
        "title": "Kommundirektör",
        "rank": 30,
        "decided_at": "2026-05-04T11:20:00+00:00",
        "on_behalf_of": "",
    }


def test_the_head_says_draft_until_there_is_a_date() -> None:
    assert report().masthead.date == "4\u00a0maj\u00a02026"
    assert report(dated=None).masthead.date == "Utkast, version\u00a03"
    assert block(report(dated=None), Signatures).signatures == ()


def test_the_head_says_when_the_case_has_no_number() -> None:
    assert report(registry_number="").masthead.registry_number == "Inte registrerat"


def test_the_foot_carries_the_hash_of_the_stored_text() -> None:
    text = canonical(sample_content())
    shown = assemble(text, APPROVALS, DAY).masthead.fingerprint.removeprefix("Innehåll sha256 ")
    assert shown.replace("\u00a0", "") == content_hash(text)[:16]
    assert [len(group) for group in shown.split("\u00a0")] == [4, 4, 4, 4]


def test_characters_that_look_like_nothing_are_left_out_of_print() -> None:
    given = "A\u00advtal\u200b om\u200f sa\u2011m\u202fa\u030a"
    assert report(title=given).title == "Avtal om sa-m\u00a0å"


def test_a_date_demands_an_approval() -> None:
    assert refused(canonical(sample_content()), approvals=[]).code == "not_approved"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed_content"),
        ("[" * 100_000, "malformed_content"),
        ("[]", "unknown_schema"),
        ('{"schema":3,"kind":"officer_report"}', "unknown_schema"),
        ('{"schema":1,"kind":"agreement"}', "unknown_schema"),
        ('{"schema":1,"kind":"officer_report"}', "malformed_content"),
        (json.dumps(sample_content(recipients=[1])), "malformed_content"),
        (json.dumps(sample_content(points=None)), "malformed_content"),
        (
            json.dumps(sample_content(points=[point(1), {**point(2), "number": "2"}])),
            "malformed_content",
        ),
        (json.dumps(sample_content(title="x" * 1_000_000)), "too_long"),
        (json.dumps(sample_content(title="x" * (MAX_WORD + 1))), "long_word"),
        (json.dumps(sample_content(title="ord " * 251)), "long_label"),
    ],
)
def test_what_is_no_content_is_refused_with_a_sentence(text: str, code: str) -> None:
    assert refused(text).code == code


def test_the_longest_allowed_are_allowed() -> None:
    text = canonical(
        sample_content(title="x" * MAX_WORD, sections=[section(1, "A", "ord " * 40_000)])
    )
    assert len(text) < MAX_CHARACTERS
    assert len(assemble(text, APPROVALS, DAY).title) == MAX_WORD


def test_a_web_address_may_be_longer_than_a_word() -> None:
    address = "https://exempel.example/" + "/".join(["sida-ett"] * 60)
    assert report(title=address).title == address


def test_canonical_json_is_sorted_compact_and_in_its_own_letters() -> None:
    assert (
        canonical({"b": [1, "å"], "a": {"d": None, "c": True}})
        == '{"a":{"c":true,"d":null},"b":[1,"å"]}'
    )


def test_the_hash_is_of_the_text_as_utf_8() -> None:
    # printf 'å' | sha256sum
    assert content_hash("å") == "e83979df9d36090142f23051f8e8d7ad48e5c20dff5c9e7b92ca3454f67469f9"


@pytest.mark.parametrize(
    "char", ["\0", "\x0b", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0", "\u202e", "\u2066"]
)
@pytest.mark.parametrize("place", ["title", "inside", "name"])
def test_characters_that_nothing_can_carry_are_refused_wherever_they_stand(
    char: str, place: str
) -> None:
    text = f"Avtal{char}"
    content = {"title": {"title": text}, "inside": {"a": [{"b": text}]}, "name": {text: 1}}[place]
    with pytest.raises(Invalid) as refusal:
        canonical(content)
    assert refusal.value.code == "control_character"
    assert f"U+{ord(char):04X}" in refusal.value.sentence
    assert "efter ”Avtal”" in refusal.value.sentence


def test_line_breaks_tabs_and_letters_of_all_languages_are_carried() -> None:
    assert canonical({"a": "å\n\r\té 😀 عربي"}) == '{"a":"å\\n\\r\\té 😀 عربي"}'


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
