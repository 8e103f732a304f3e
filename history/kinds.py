"""The closed list of what the book tells, with the Swedish sentence stem people read."""

from __future__ import annotations

from typing import Final

KINDS: Final[dict[str, str]] = {
    # organisation
    "person_registered": "Person registrerad",
    "person_deactivated": "Person avaktiverad",
    "person_appointed": "Förordnande gavs",
    "appointment_ended": "Förordnande avslutades",
    "meeting_scheduled": "Sammanträde lades upp",
    "meeting_moved": "Sammanträde flyttades",
    "meeting_cancelled": "Sammanträde ställdes in",
    "minutes_approved": "Protokoll justerades",
    "notice_posted": "Anslag sattes upp",
    "notice_removed": "Anslag togs ner",
    "attendance_recorded": "Närvaro antecknades",
    "template_saved": "Dokumentmall ändrades",
    "template_chosen": "Dokumentmall togs i bruk",
    # case
    "case_opened": "Ärendet öppnades",
    "case_imported": "Tjänsteutlåtande lästes in",
    "registry_number_set": "Diarienummer sattes",
    "draft_edited": "Utkastet ändrades",
    "attachment_added": "Bilaga lades till",
    "attachment_replaced": "Bilagans fil byttes",
    "attachment_retitled": "Bilagans titel ändrades",
    "attachment_moved": "Bilaga flyttades",
    "attachment_removed": "Bilaga togs bort",
    "secrecy_marked": "Bilaga sekretessmarkerades",
    "secrecy_lifted": "Sekretessmarkering togs bort",
    "secret_attachment_read": "Sekretessmarkerad bilaga öppnades",
    "case_submitted": "Skickades på granskning",
    "version_approved": "Godkändes",
    "version_returned": "Återlämnades",
    "document_frozen": "Tjänsteutlåtandet fastställdes",
    "placed_on_agenda": "Sattes upp på dagordning",
    "item_recorded": "Beslut antecknades",
    "item_minutes_approved": "Paragrafen justerades omedelbart",
    "condition_settled": "Villkor prövades",
    "case_withdrawn": "Ärendet återkallades",
    "directive_followed": "Uppdrag sattes upp på balanslistan",
    "directive_dismissed": "Punkten är inget uppdrag att följa",
    "directive_reported": "Uppdrag rapporterades",
    "directive_concluded": "Uppdrag är verkställt",
    "decision_dispatched": "Beslutet expedierades",
    "case_closed": "Ärendet avslutades",
    "case_shared": "Läsrätt gavs",
    "refused": "Nekades",
    # agreement
    "agreement_registered": "Avtalet registrerades",
    "agreement_edited": "Avtalets uppgifter ändrades",
    "agreement_decided": "Avtalet beslutades",
    "agreement_signed": "Avtalet undertecknades",
    "countersignature_registered": "Motpartens underskrift registrerades",
    "agreement_in_force": "Avtalet började gälla",
    "agreement_abandoned": "Avtalet ingicks inte",
    "agreement_reopened": "Avtalet väntar åter på beslut",
    "review_opened": "Årlig uppföljning öppnades",
    "review_concluded": "Årlig uppföljning avslutades",
    "notice_given": "Avtalet sades upp av kommunen",
    "notice_received": "Uppsägning togs emot",
    "notice_acknowledged": "Avtalsansvarig har tagit del av uppsägningen",
    "notice_revoked": "Uppsägningen återtogs",
    "agreement_ended": "Avtalet upphörde",
}

SUBJECTS: Final[dict[str, str]] = {
    "case": "Ärende",
    "agreement": "Avtal",
    "organisation": "Organisation",
}
