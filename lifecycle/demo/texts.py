"""What the demonstration's cases say: titles, sections, points and attachments, all of them invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PointText:
    """A decision point; bodies by their short names, `depends_on` by point number."""

    body: str
    text: str
    proposing: str = ""
    depends_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseText:
    """A whole tjänsteutlåtande with the facts of the agreement it proposes."""

    agreement: str
    kind: str
    counterparty: str
    purpose: str
    title: str
    sections: tuple[tuple[str, str], ...]
    points: tuple[PointText, ...]
    recipients: tuple[str, ...]
    attachments: tuple[str, ...]
    organisation_number: str = ""


PARTNERSHIP = CaseText(
    agreement="Strategiskt partnerskap med Södertörns högskola",
    kind="strategic_partnership",
    counterparty="Södertörns högskola",
    organisation_number="202100-4896",
    purpose="Fler Huddingebor ska nå högre utbildning, och forskningen ska komma till nytta i kommunens skolor och omsorg.",
    title="Strategiskt partnerskap mellan Huddinge kommun och Södertörns högskola",
    sections=(
        (
            "Sammanfattning",
            "Kommunen och högskolan vill samla sitt samarbete i ett partnerskap. Det ersätter de enskilda "
            "överenskommelser som finns i dag och får en gemensam ledning. Avtalet finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "Högskolan ligger i kommunen och är en av de största arbetsplatserna här. Ungefär var tredje student "
            "bor i Huddinge eller Botkyrka.\n\nSamarbetet har vuxit fram i enskilda projekt. Det har gett bra "
            "resultat, men ingen har haft överblick, och flera projekt har tagit slut när en person har slutat.",
        ),
        (
            "Förvaltningens synpunkter",
            "Ett partnerskap gör det tydligt vem som bestämmer och hur arbetet följs upp. Förvaltningen bedömer att "
            "tre områden passar bäst att börja med: lärarnas kompetens, hållbar stadsutveckling och barns hälsa.",
        ),
        (
            "Ekonomiska och juridiska konsekvenser",
            "Avtalet binder inga pengar. Varje projekt beslutas för sig och ryms inom nämndernas budget. "
            "Avtalet gäller tills vidare och kan sägas upp av båda parter.",
        ),
    ),
    points=(
        PointText("KF", "Partnerskapet enligt bilaga 1 godkänns.", "KS"),
        PointText(
            "KF", "Kommunstyrelsen ansvarar för partnerskapet och dess årliga uppföljning.", "KS"
        ),
        PointText(
            "KS",
            "Kommunstyrelsens ordförande får i uppdrag att underteckna avtalet, under förutsättning att "
            "fullmäktige beslutar enligt punkt 1 och 2.",
            depends_on=(1, 2),
        ),
    ),
    recipients=("Södertörns högskola", "Samtliga nämnder"),
    attachments=("Avtal om strategiskt partnerskap",),
)

URBAN = CaseText(
    agreement="Samverkan med KTH om hållbar stadsutveckling",
    kind="cooperation_agreement",
    counterparty="Kungliga Tekniska högskolan",
    organisation_number="202100-3054",
    purpose="Kommunen ska kunna pröva ny teknik i stadsbyggandet tillsammans med forskare.",
    title="Samverkansavtal med Kungliga Tekniska högskolan om hållbar stadsutveckling",
    sections=(
        (
            "Sammanfattning",
            "Förvaltningen föreslår ett samverkansavtal med KTH på fem år. Det gör Flemingsberg till en plats där "
            "nya lösningar för energi, vatten och resor kan prövas. Avtalet finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "KTH har utbildning och forskning i Flemingsberg och flyttar fler verksamheter dit. Samtidigt planerar "
            "kommunen flera tusen bostäder i området.\n\nParterna har sedan länge gemensamma examensarbeten, men "
            "inget avtal som säger hur de ska samarbeta om större försök.",
        ),
        (
            "Förvaltningens synpunkter",
            "Avtalet behöver säga vem som äger resultaten av ett försök och vem som betalar om något går sönder. "
            "Förslaget löser det genom att varje försök får en egen bilaga som båda parter godkänner.",
        ),
        (
            "Barnkonsekvenser",
            "Försök på gator och skolgårdar berör barn. Avtalet kräver att barn får säga sin mening innan ett "
            "försök börjar där de vistas.",
        ),
    ),
    points=(
        PointText("KS", "Samverkansavtalet enligt bilaga 1 godkänns."),
        PointText(
            "KS",
            "Kommundirektören får i uppdrag att underteckna avtalet, under förutsättning att punkt 1 beslutas.",
            depends_on=(1,),
        ),
    ),
    recipients=("Kungliga Tekniska högskolan", "Klimat- och stadsmiljönämnden"),
    attachments=("Samverkansavtal, förslag", "Karta över försöksområdet"),
)
URBAN_COMMENT = (
    "Texten om vem som äger resultaten räcker inte. Skriv ut vad som gäller när ett försök avbryts, "
    "och lägg till vad avtalet kostar per år."
)
URBAN_ADDED = (
    "Ekonomiska konsekvenser",
    "Förvaltningen räknar med en halv tjänst för samordning, ungefär 400 000 kronor per år. Kostnaden ryms "
    "inom kommunstyrelsens budget. Avbryts ett försök betalar var och en sina egna kostnader fram till dess.",
)

INTENT = CaseText(
    agreement="Avsiktsförklaring med Röda Korsets Högskola",
    kind="letter_of_intent",
    counterparty="Röda Korsets Högskola",
    purpose="Parterna ska undersöka om fler sjuksköterskestudenter kan göra sin praktik i kommunens omsorg.",
    title="Avsiktsförklaring med Röda Korsets Högskola om praktikplatser i omsorgen",
    sections=(
        (
            "Sammanfattning",
            "Kommunen och Röda Korsets Högskola vill under ett år undersöka hur fler studenter kan göra praktik på "
            "kommunens äldreboenden. Avsiktsförklaringen finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "Omsorgen har svårt att rekrytera sjuksköterskor. Studenter som har haft en bra praktik söker sig oftare "
            "tillbaka. I dag tar kommunen emot ett tjugotal studenter om året.",
        ),
        (
            "Förvaltningens synpunkter",
            "En avsiktsförklaring är inte bindande. Den räcker för att parterna ska kunna räkna på antal platser, "
            "handledare och kostnader innan de tar ställning till ett avtal.",
        ),
    ),
    points=(
        PointText("KS", "Avsiktsförklaringen enligt bilaga 1 godkänns."),
        PointText("KS", "Kommundirektören får i uppdrag att underteckna avsiktsförklaringen."),
    ),
    recipients=("Röda Korsets Högskola", "Äldreomsorgsnämnden"),
    attachments=("Avsiktsförklaring",),
)

LANGUAGE = CaseText(
    agreement="Idéburet offentligt partnerskap om språkcafé och studiestöd",
    kind="iop",
    counterparty="Stiftelsen Språkbron i Södertörn",
    purpose="Unga vuxna som lär sig svenska ska få studiestöd på kvällar och lov.",
    title="Idéburet offentligt partnerskap med Stiftelsen Språkbron i Södertörn",
    sections=(
        (
            "Sammanfattning",
            "Stiftelsen Språkbron driver språkcafé och läxhjälp i Skogås och Vårby. Förvaltningen föreslår ett "
            "partnerskap där nämnden står för lokaler och stiftelsen för ledare. Avtalet finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "Verksamheten började som ett projekt. Utvärderingen visar att deltagarna klarar sina kurser snabbare "
            "än andra, men projektpengarna har tagit slut.",
        ),
        (
            "Förvaltningens synpunkter",
            "Ett partnerskap passar när en ideell aktör själv har tagit initiativet och det inte finns någon marknad. "
            "Förvaltningen bedömer att båda villkoren är uppfyllda.",
        ),
        (
            "Ekonomiska konsekvenser",
            "Nämndens del är lokaler för 180 000 kronor per år. Stiftelsen bidrar med ledarnas tid.",
        ),
    ),
    points=(
        PointText("GAN", "Partnerskapet enligt bilaga 1 godkänns."),
        PointText("GAN", "Kommundirektören får i uppdrag att underteckna avtalet."),
    ),
    recipients=("Stiftelsen Språkbron i Södertörn",),
    attachments=("Avtal om idéburet offentligt partnerskap",),
)

PRACTICE = CaseText(
    agreement="Verksamhetsförlagd utbildning med Marie Cederschiöld högskola",
    kind="cooperation_agreement",
    counterparty="Marie Cederschiöld högskola",
    purpose="Socionomstudenter ska kunna göra sin praktik i kommunens vuxenutbildning.",
    title="Avtal om verksamhetsförlagd utbildning med Marie Cederschiöld högskola",
    sections=(
        (
            "Sammanfattning",
            "Förvaltningen föreslår ett tidsbestämt avtal om praktikplatser för blivande socionomer. "
            "Avtalet finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "Vuxenutbildningen har flera studievägledare som kan handleda. Högskolan har fler studenter än platser.",
        ),
        (
            "Ekonomiska konsekvenser",
            "Högskolan betalar ersättning för varje student. Ersättningen täcker handledarnas tid.",
        ),
    ),
    points=(
        PointText("GAN", "Avtalet enligt bilaga 1 godkänns och undertecknas av kommundirektören."),
    ),
    recipients=("Marie Cederschiöld högskola",),
    attachments=("Avtal om verksamhetsförlagd utbildning",),
)

ART = CaseText(
    agreement="Samverkan med Konstfack om gestaltning av offentliga rum",
    kind="cooperation_agreement",
    counterparty="Konstfack",
    purpose="Studenter ska gestalta skolor, torg och tunnlar tillsammans med dem som använder platserna.",
    title="Samverkansavtal med Konstfack om gestaltning av offentliga rum",
    sections=(
        (
            "Sammanfattning",
            "Konstfack erbjuder kommunen två kurser om året där studenter arbetar med verkliga platser. "
            "Förvaltningen föreslår att kommunen tackar ja. Avtalet finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "Under två år har studenter gestaltat en gångtunnel i Flemingsberg och en skolgård i Segeltorp. "
            "Båda platserna används mer efteråt, och skadegörelsen har minskat.",
        ),
        (
            "Förvaltningens synpunkter",
            "Avtalet ger kommunen rätt att använda studenternas förslag. Studenterna behåller sin upphovsrätt och "
            "nämns när verken visas.",
        ),
        (
            "Ekonomiska konsekvenser",
            "Material och byggande kostar ungefär 250 000 kronor per plats och beslutas var för sig.",
        ),
    ),
    points=(
        PointText("KF", "Samverkansavtalet enligt bilaga 1 godkänns.", "KS"),
        PointText(
            "KS",
            "Kommunstyrelsens ordförande får i uppdrag att underteckna avtalet, under förutsättning att "
            "fullmäktige beslutar enligt punkt 1.",
            depends_on=(1,),
        ),
    ),
    recipients=("Konstfack", "Kultur- och fritidsnämnden"),
    attachments=("Samverkansavtal", "Exempel på genomförda gestaltningar"),
)

WORKSHOP = CaseText(
    agreement="Överenskommelse med Stiftelsen Södra Teknikverkstaden",
    kind="accord",
    counterparty="Stiftelsen Södra Teknikverkstaden",
    purpose="Alla elever i årskurs 5 ska få bygga och programmera under två dagar.",
    title="Överenskommelse med Stiftelsen Södra Teknikverkstaden om teknikdagar för årskurs 5",
    sections=(
        (
            "Sammanfattning",
            "Stiftelsen tar emot alla kommunens femteklasser i sin verkstad. Kommunen ordnar resorna. "
            "Överenskommelsen finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "Färre elever söker tekniska program i gymnasiet, särskilt flickor. Stiftelsen har arbetat med frågan i "
            "flera kommuner och visar att två dagar räcker för att väcka intresse.",
        ),
        (
            "Förvaltningens synpunkter",
            "Teknikdagarna ersätter inte undervisningen. De ger lärarna material att arbeta vidare med under läsåret.",
        ),
    ),
    points=(
        PointText("KS", "Överenskommelsen enligt bilaga 1 godkänns."),
        PointText("KS", "Kommundirektören får i uppdrag att underteckna överenskommelsen."),
    ),
    recipients=("Stiftelsen Södra Teknikverkstaden", "Grundskolenämnden"),
    attachments=("Överenskommelse",),
)

GRADUATE = CaseText(
    agreement="Tilläggsavtal med Södertörns högskola om forskarskola för lärare",
    kind="amendment_agreement",
    counterparty="Södertörns högskola",
    organisation_number="202100-4896",
    purpose="Åtta lärare ska kunna forska på halvtid under fyra år och samtidigt undervisa.",
    title="Tilläggsavtal med Södertörns högskola om en forskarskola för lärare",
    sections=(
        (
            "Sammanfattning",
            "Förvaltningen föreslår ett tillägg till partnerskapet med Södertörns högskola. Åtta lärare får forska "
            "på halvtid om läsning och språk. Tilläggsavtalet finns i bilaga 1.",
        ),
        (
            "Bakgrund",
            "I den senaste uppföljningen kom parterna överens om att lärarnas kompetens ska gå först. "
            "Högskolan har sökt och fått statliga medel för halva kostnaden.",
        ),
        (
            "Förvaltningens synpunkter",
            "Forskning som görs av egna lärare kommer snabbare till användning i klassrummet. Risken är att "
            "skolorna får svårt att hitta vikarier. Därför väljs lärarna från åtta olika skolor.",
        ),
        (
            "Ekonomiska konsekvenser",
            "Kommunens del är 1,9 miljoner kronor per år i fyra år. Eftersom åtagandet är större än vad styrelsen "
            "får besluta om avgörs frågan av fullmäktige.",
        ),
    ),
    points=(
        PointText("KF", "Tilläggsavtalet enligt bilaga 1 godkänns.", "KS"),
        PointText(
            "KF", "Kostnaden beaktas i budgeten för de fyra år som forskarskolan pågår.", "KS"
        ),
        PointText(
            "KS",
            "Kommunstyrelsens ordförande får i uppdrag att underteckna tilläggsavtalet, under förutsättning att "
            "fullmäktige beslutar enligt punkt 1 och 2.",
            depends_on=(1, 2),
        ),
    ),
    recipients=("Södertörns högskola", "Förskolenämnden", "Grundskolenämnden"),
    attachments=("Tilläggsavtal", "Kalkyl"),
)

NOTICE_CLAUSE_A = (
    "Avtalet gäller tills vidare. Vill en part att avtalet upphör vid ett årsskifte ska uppsägningen "
    "ha kommit fram senast den 30 juni samma år."
)
NOTICE_CLAUSE_B = (
    "Avtalet gäller tills vidare. Efter uppsägning upphör det vid utgången av året efter "
    "uppsägningsåret."
)
NOTICE_CLAUSE_G = "Avtalet gäller i tre år och upphör då utan uppsägning."
REVIEWED = (
    "Ledningsgruppen har träffats två gånger och arbetsgruppen fyra. Tre projekt är klara och ett har "
    "förlängts. Lärarnas kurser är det som har fått störst genomslag."
)
PRIORITIES = "Lärarnas kompetens går först. Arbetet med barns hälsa behöver en ny projektledare."
