"""A tjänsteutlåtande of our own in the shape of the real ones: four pages, invented people."""

from __future__ import annotations

from typing import Any

from cases.rules.assembly import SignedApproval

SUMMARY = """\
Förvaltningen föreslår att kommunen ingår ett avtal med Karolinska Institutet (KI) om att arbeta ihop under längre tid \
än ett projekt åt gången. I dag möts parterna ofta, men varje gång på nytt: en enhet söker en forskare, en forskare \
söker en enhet, och när pengarna tar slut skingras erfarenheterna. Avtalet lägger fast vilka frågor som är gemensamma, \
vem som beslutar om dem och hur resultaten kommer tillbaka till verksamheterna.

Avtalet leds av en styrgrupp med de högsta tjänstemännen från båda håll. Den samlas en gång om året, väljer områden att \
satsa på och prövar vad det föregående årets arbete har gett. Däremellan sköts arbetet av en arbetsgrupp, som också är \
den väg in som hittills har saknats för en chef eller en forskare med en idé.

De två första områdena är hälsa på lika villkor och insatser som förebygger sjukdom. Avtalet kostar inget i sig. De \
timmar som går åt tas ur ramar som redan är beslutade, och varje gemensamt projekt som kräver egna medel ska komma \
tillbaka till nämnden som ett eget ärende."""

BACKGROUND = """\
I Flemingsberg ligger ett universitetssjukhus, flera lärosäten och kommunens egna skolor och äldreboenden inom en \
kvarts promenad från varandra. Det är en närhet som många kommuner skulle betala för, men den har hittills utnyttjats \
mest av en slump. En genomgång som förvaltningen gjorde under våren hittade trettioen pågående kontakter mellan \
kommunen och KI. Bara fyra av dem var kända av någon mer än de två personer som höll i dem.

Genomgången visar också var det brister. Ingen av kontakterna hade ett sätt att mäta om de gjorde nytta, och i mer än \
hälften av fallen saknades det en skriftlig uppgift om vem som fick använda det material som togs fram. Två chefer \
berättade att de hade tackat nej till en förfrågan för att de inte visste vem i kommunen som fick säga ja."""

STRATEGY = """\
Kommunens strategi för akademisk samverkan (bilaga 2) antogs av fullmäktige 2016. Fyra av dess skäl är direkt \
tillämpliga på det avtal som nu föreslås:

- **Bättre verksamhet:** Den som möter invånarna varje dag vet vilka frågor som behöver svar. Den som forskar vet hur \
ett svar kan prövas. Var för sig kommer de inte långt.
- **Rätt kompetens:** En student som har gjort sin praktik i kommunen söker sig oftare tillbaka som färdig medarbetare. \
Under de senaste tre åren gäller det var sjätte nyanställd sjuksköterska.
- **Attraktiv arbetsplats:** Medarbetare stannar längre där de får utvecklas i sitt yrke. Kombinerade tjänster, där en \
dag i veckan ägnas åt forskning, har prövats i liten skala med gott resultat.
- **Ett levande Flemingsberg:** Företag och myndigheter väljer plats efter var kunskapen finns. Varje etablering ger \
arbetstillfällen även för den som saknar högre utbildning.

Strategin säger att överenskommelser som rör flera nämnder ska beslutas av fullmäktige och följas upp varje år. Den \
säger också att kommunen ska föredra få och hållbara avtal framför många och korta. Det förslag som nu läggs fram \
följer båda anvisningarna."""

BUDGET = """\
I Mål och budget finns tre mål som avtalet bidrar till: god hälsa hela livet, effektiv verksamhet och attraktiv \
arbetsgivare. För det första målet är skillnaderna mellan kommundelarna fortsatt stora. Medellivslängden skiljer \
nästan fem år mellan den kommundel där den är högst och den där den är lägst, och skillnaden har inte minskat på ett \
decennium.

Socialnämnden och förskolenämnden har i sina verksamhetsplaner efterfrågat stöd för att pröva metoder innan de införs \
brett. Äldreomsorgen har redan ett uppdrag att utveckla arbetet mot fallolyckor tillsammans med en part utanför \
kommunen. Avtalet gör att det uppdraget kan börja utan ett nytt upphandlat stöd.

Erfarenheter från andra kommuner pekar åt samma håll. De samarbeten som har bestått längre än en mandatperiod har tre \
saker gemensamt: en namngiven ansvarig på varje sida, ett årligt möte som verkligen fattar beslut och en rutin för att \
avsluta det som inte fungerar. Där någon av dem har saknats har samarbetet stannat när den drivande personen slutat."""

PROPOSAL = """\
Förslaget till avtal (bilaga 1) har tagits fram av en grupp med företrädare för båda parter och granskats av kommunens \
jurister. Det innehåller i huvudsak följande:

- **Parterna.** Huddinge kommun och Karolinska Institutet.
- **Syfte och områden.** Parterna vill att ny kunskap ska komma till användning snabbare och att frågor från \
vardagen ska påverka vad som utforskas. Under avtalets första tid gäller det:
  - Hälsa på lika villkor.
  - Förebyggande insatser för barn, unga och äldre.
  - Kunskap om vad införda metoder ger.
- **Ledning.** En styrgrupp med två personer från varje part möts en gång om året. Den väljer områden, fördelar ansvar \
och beslutar om vad som ska avslutas. Styrgruppen utser en arbetsgrupp som förbereder mötena, tar emot förslag från \
verksamheterna och ser till att det som har beslutats blir gjort. Arbetsgruppen möts minst två gånger om året och \
lämnar en kort skriftlig redovisning före varje möte i styrgruppen.
- **Resultat.** Båda parter får fritt använda och offentliggöra det som kommer fram, med den begränsning som följer av \
sekretess och av skyddet för personuppgifter.
- **Tid och uppsägning.** Avtalet gäller tills vidare. Det kan sägas upp skriftligt av endera parten och upphör då vid \
det andra årsskiftet efter uppsägningen.
- **Övrigt** om ändringar, överlåtelse och hur en tvist ska lösas."""

OPINION = """\
Förvaltningen bedömer att avtalet ger kommunen mer än det kräver. Det ersätter inget som fungerar i dag, men det ger \
enskilda kontakter en adress och en ordning. Det viktigaste är inte de två områden som nu väljs, utan att det finns \
ett forum som kan välja nya när behoven ändras.

En invändning som har framförts under beredningen är att ett avtal utan pengar riskerar att bli ett avtal utan \
innehåll. Förvaltningen delar inte den bedömningen men tar den på allvar. Därför ska styrgruppen redan vid sitt första \
möte bestämma hur nyttan ska mätas, och kommunstyrelsen ska varje år få en redovisning av vad som har gjorts.

Kommunen företräds i styrgruppen av kommundirektören, eller den som kommundirektören utser, och av socialdirektören."""

CONSEQUENCES = """\
Avtalet innebär inga nya kostnader. Arbetet i styrgrupp och arbetsgrupp beräknas till omkring 120 timmar om året för \
kommunens del och ryms inom beslutad ram. Projekt som behöver egna medel prövas för sig.

Avtalet är inte bindande i fråga om enskilda projekt och omfattas inte av reglerna om offentlig upphandling, eftersom \
ingen part köper något av den andra. Behandling av personuppgifter i ett projekt kräver en egen överenskommelse."""

SECTIONS = [
    (1, "Sammanfattning", SUMMARY),
    (1, "Bakgrund", ""),
    (2, "Inledning", BACKGROUND),
    (2, "Kommunens strategi för samverkan med akademierna", STRATEGY),
    (2, "Mål och budget 2026", BUDGET),
    (1, "Förslag till avtal om samverkan", PROPOSAL),
    (1, "Förvaltningens synpunkter", OPINION),
    (1, "Ekonomiska och juridiska konsekvenser", CONSEQUENCES),
]

MUNICIPALITY = {
    "name": "Huddinge kommun",
    "administration": "Kommunstyrelsens förvaltning",
    "postal_address": "141 85 Huddinge",
    "visiting_address": "Kommunalvägen 28",
    "phone": "08-535 300 00",
    "email": "kommun@huddinge.se",
    "web": "huddinge.se",
}

POINTS = [
    (
        "Kommunfullmäktige",
        "proposal",
        "Avtalet om samverkan med Karolinska Institutet (bilaga 1 till kommunstyrelsens förvaltnings "
        "tjänsteutlåtande) godkänns för kommunens del.",
        [],
    ),
    (
        "Kommunfullmäktige",
        "proposal",
        "Kommunstyrelsen ska ansvara för den kommunövergripande samverkan enligt avtalet.",
        [],
    ),
    (
        "Kommunstyrelsen",
        "own_decision",
        "Under förutsättning att kommunfullmäktige beslutar enligt punkterna 1 och 2 får kommundirektören i uppdrag "
        "att underteckna avtalet.",
        [1, 2],
    ),
]

APPROVALS = [
    SignedApproval("Karin Sandell", "Tf. avdelningschef", 20, "2026-05-03T16:42:00+02:00"),
    SignedApproval("Maria Lindqvist", "Kommundirektör", 30, "2026-05-04T11:20:00+00:00"),
]


def sample_content(**changed: Any) -> dict[str, Any]:
    """The content in schema 1, with the named facts replaced."""
    content: dict[str, Any] = {
        "schema": 1,
        "kind": "officer_report",
        "registry_number": "KS-2026/112",
        "title": "Avtal om samverkan mellan Huddinge kommun och Karolinska Institutet",
        "version": 3,
        "municipality": dict(MUNICIPALITY),
        "recipient": "Kommunstyrelsen",
        "case_officer": {
            "name": "Jonas Ekdahl",
            "title": "utredare",
            "phone": "08-535 301 23",
            "email": "jonas.ekdahl@huddinge.example",
        },
        "points": [
            {
                "number": number,
                "body": body,
                "kind": kind,
                "proposing_body": "Kommunstyrelsen",
                "text": text,
                "depends_on": depends_on,
            }
            for number, (body, kind, text, depends_on) in enumerate(POINTS, start=1)
        ],
        "sections": [{"level": lv, "heading": h, "text": t} for lv, h, t in SECTIONS],
        "attachments": [
            {
                "number": 1,
                "title": "Förslag till avtal om samverkan mellan Huddinge kommun och Karolinska Institutet",
                "filename": "avtal.pdf",
                "sha256": "0" * 64,
                "pages": 6,
            },
            {
                "number": 2,
                "title": "Strategi för samverkan med akademierna",
                "filename": "strategi.pdf",
                "sha256": "1" * 64,
                "pages": 12,
            },
        ],
        "recipients": ["Karolinska Institutet", "Samtliga nämnder och bolag"],
    }
    return {**content, **changed}
