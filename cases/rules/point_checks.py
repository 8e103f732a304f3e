"""What the wording of decision points lacks: who signs, who decides, which date, who is told, one thing each.

The faults are those found in two real proposals and the advice of municipal handbooks: a decision is
carried out from its own words. All are warnings: words can be right in ways no pattern knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

from cases.rules.draft import Draft
from cases.rules.findings import Check, Surroundings, warning
from cases.rules.points import DecisionPoint

MOST_DATES: Final = 20  # a point with more is told of its first
_MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_DATE: Final = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
_OWN_REPORT: Final = re.compile(r"tjänste(?:utlåtande|skrivelse)\w*", re.IGNORECASE)
_AGREEMENT: Final = re.compile(
    r"avtal|överenskommelse|avsiktsförklaring|partnerskap|samverkan", re.IGNORECASE
)
_APPROVES: Final = re.compile(
    r"\b(?:godkän(?:n\w*|d\w*)|antas?|anta|antar|ingås?|ingår)\b", re.IGNORECASE
)
_SIGNS: Final = re.compile(r"\b(?:under)?teckna\w*|\bskriv\w* under\b|\bsigner\w*", re.IGNORECASE)
_SELF: Final = re.compile(
    r"enligt (?:förslaget|föreliggande förslag|förvaltningens förslag)", re.IGNORECASE
)
_TASK: Final = (
    re.compile(
        r"(?P<who>[\wåäöÅÄÖ][\w\s,-]{2,60}?) (?:får|ges|erhåller) i uppdrag\b", re.IGNORECASE
    ),
    re.compile(r"\b(?:ges|får) (?P<who>[\w-]+(?: [\w-]+){0,3}?) i uppdrag\b", re.IGNORECASE),
    re.compile(r"\buppdra(?:r|s)? åt (?P<who>[\w-]+(?: [\w-]+){0,3}?) att\b", re.IGNORECASE),
)
_TIME: Final = re.compile(
    r"\b(?:senast|före|inom|under|från och med|varje|årlig\w*|omgående|snarast)\b|\b20\d\d\b",
    re.IGNORECASE,
)
_EVERYONE: Final = re.compile(r"\bsamtliga\b|\balla\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?]\s+(?=[A-ZÅÄÖ])")


def check_points(draft: Draft, around: Surroundings) -> list[Check]:
    """Return what the points' wording lacks, in the order of the points."""
    return [
        *_nobody_signs(draft.points),
        *_other_body(draft, around),
        *_scheme(draft.points, around),
        *_dates(draft.points, around.dated),
        *_tasks(draft),
        *_one_thing(draft.points),
    ]


def _place(points: Sequence[DecisionPoint], point: DecisionPoint) -> str:
    return f"point-{points.index(point)}-text"


def _approving(points: Sequence[DecisionPoint]) -> list[DecisionPoint]:
    return [p for p in points if _APPROVES.search(p.text) and _AGREEMENT.search(p.text)]


def _nobody_signs(points: Sequence[DecisionPoint]) -> Iterator[Check]:
    approving = _approving(points)
    if approving and not any(_SIGNS.search(p.text) for p in points):
        sentence = (
            f"Punkt {approving[0].number} godkänner avtalet, men ingen punkt säger vem som ska "
            "underteckna det."
        )
        yield warning("nobody_signs", sentence, _place(points, approving[0]))


def _other_body(draft: Draft, around: Surroundings) -> Iterator[Check]:
    """The text says that one body is proposed to approve, but the point is another's to decide."""
    deciding = {around.bodies.get(p.body, "") for p in _approving(draft.points)} - {""}
    if not deciding:
        return
    for index, section in enumerate(draft.sections):
        for named in _proposed_to_approve(section.text, around.bodies.values()):
            if named not in deciding:
                right = " och ".join(sorted(deciding))
                sentence = (
                    f"{section.heading} säger att {named} föreslås godkänna, men enligt punkten "
                    f"beslutar {right}."
                )
                yield warning("other_body", sentence, f"section-{index}-text")


def _proposed_to_approve(text: str, bodies: Iterable[str]) -> set[str]:
    """The bodies that the text, in one sentence, proposes should approve something."""
    flat = " ".join(text.split()).casefold()
    found = set()
    for sentence in re.split(r"[.!?]\s", flat):
        proposes = sentence.find("föreslå")
        approves = _APPROVES.search(sentence, max(proposes, 0))
        if proposes < 0 or approves is None:
            continue
        between = sentence[proposes : approves.start()]
        found |= {b for b in bodies if re.search(rf"\b{re.escape(b.casefold())}s?\b", between)}
    return found


def _scheme(points: Sequence[DecisionPoint], around: Surroundings) -> Iterator[Check]:
    """The delegation scheme lets another body decide than any point says."""
    if around.deciding is None or not points:
        return
    body, number = around.deciding
    if body not in {around.bodies.get(p.body, "") for p in points}:
        sentence = (
            f"Enligt delegationsordningen nummer {number} beslutar {body}, men ingen punkt ska "
            "beslutas där."
        )
        yield warning("point_in_other_body", sentence, "points")


def _dates(points: Sequence[DecisionPoint], dated: date | None) -> Iterator[Check]:
    for point in points:
        own = _OWN_REPORT.search(point.text)
        for found in islice(_DATE.finditer(point.text), MOST_DATES):
            day = _day(found)
            if day is None:
                sentence = f"Punkt {point.number} anger {found[0]}, som inte finns i almanackan."
                yield warning("no_such_day", sentence, _place(points, point), found[0])
            elif own and own.start() < found.start() and dated and day != dated:
                sentence = (
                    f"Punkt {point.number} anger att utlåtandet är daterat {_long(day)}, men det "
                    f"dateras den dag det godkänns: tidigast {_long(dated)}. Skriv utan dag, till exempel "
                    "”tjänsteutlåtande i ärendet”, så stämmer punkten vilken dag det än blir."
                )
                yield warning("other_date", sentence, _place(points, point), found[0])


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), _MONTHS.index(found[2].casefold()) + 1, int(found[1]))
    except ValueError:
        return None


def _long(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _tasks(draft: Draft) -> Iterator[Check]:
    """Whoever is given a task is told of the decision, and by when it is to be done."""
    told = " ".join(draft.recipients).casefold()
    for point in draft.points:
        who = _who_gets_a_task(point.text)
        if not who:
            continue
        place = _place(draft.points, point)
        if _stem(who) not in told and not (_EVERYONE.search(told) and "nämnd" in who.casefold()):
            name = who[:1].upper() + who[1:]
            sentence = (
                f"{name} får ett uppdrag i punkt {point.number} men finns inte bland mottagarna."
            )
            yield warning("task_without_recipient", sentence, "recipients")
        if not _TIME.search(point.text) and not _SIGNS.search(point.text):
            sentence = (
                f"Punkt {point.number} ger ett uppdrag utan att säga när det ska vara utfört."
            )
            yield warning("task_without_time", sentence, place)


def _who_gets_a_task(text: str) -> str:
    flat = " ".join(text.split())
    for pattern in _TASK[1:] + _TASK[:1]:
        if found := pattern.search(flat):
            return found["who"].split(",")[-1].strip()
    return ""


def _stem(who: str) -> str:
    """The name without the ending of its definite form: "kommundirektören" is told as "kommundirektör"."""
    return re.sub(r"(?:en|n|et|t)$", "", who.split()[-1].casefold())


def _one_thing(points: Sequence[DecisionPoint]) -> Iterator[Check]:
    for point in points:
        text = " ".join(point.text.split())
        place = _place(points, point)
        if _SENTENCE_END.search(text):
            sentence = f"Punkt {point.number} har flera meningar. Skriv en sak i varje punkt."
            yield warning("several_actions", sentence, place)
        if found := _SELF.search(text):
            sentence = f"Punkt {point.number} hänvisar till förslaget. Skriv ut vad som beslutas."
            yield warning("refers_to_proposal", sentence, place, found[0])
