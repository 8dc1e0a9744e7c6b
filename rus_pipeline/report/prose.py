"""The report's running text in Danish, around the tables."""

from collections.abc import Iterator
from decimal import Decimal

from rus_pipeline.core.danish import day, decimal_number, listed, number
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.offer import Tilbud
from rus_pipeline.disclosure.coverage import Coverage
from rus_pipeline.report.edition_status import ReportStatus
from rus_pipeline.report.sheets import PROVISIONAL

ABOUT = "Kilder og kontrol"
_USED = {"alkohol": "alkohol", "stof": "stoffer"}

PRINTED = "Tidligere trykte tal er holdt op mod dem, der her er talt af udtrækkene."


def introduction(edition: Edition, status: ReportStatus) -> tuple[str, ...]:
    """Return the introduction's paragraphs."""
    whose = _partner(edition) if edition.of_partner else _center(edition)
    return (whose, f"{_counted(status)} {_more(status)}")


def _center(edition: Edition) -> str:
    partners = [kommune.navn for kommune in edition.kommuner[1:]]
    kommuner = "Kommune" if len(partners) == 1 else "kommuner"
    also = (
        f", og efter aftale behandler centret også borgere fra {listed(partners)} {kommuner}"
        if partners
        else ""
    )
    return (
        f"{edition.center.navn} behandler {_treated(edition.center.tilbud)}. Hjemkommunen er"
        f" {edition.home.whole_name}{also}. Rapporten gør op, hvem der var i behandling i"
        f" {edition.year}, {_asked(edition.center.tilbud)}."
    )


def _partner(edition: Edition) -> str:
    """Return whose centre it is, and that the report is of the partner's citizens alone."""
    home, owner = edition.home.whole_name, edition.owner.whole_name
    return (
        f"{edition.center.navn} er {owner}s og behandler {_treated(edition.center.tilbud)}. Efter"
        f" aftale behandler centret også borgere fra {home}, og rapporten er om dem alene: hvem der"
        f" var i behandling i {edition.year}, hvornår forløb begyndte og sluttede, og hvordan det"
        " gik. Ingen andre kommuners borgere tæller med i noget af dens tal. Hvilke af centrets"
        f" tabeller der ikke er her, står under {ABOUT}."
    )


def _treated(tilbud: Tilbud) -> str:
    """Return whom the centre treats."""
    used = [_USED[indsats] for indsats in tilbud.indsatser if indsats in _USED]
    if not used:
        return "pårørende til mennesker med et problematisk forbrug af alkohol eller stoffer"
    relatives = " og deres pårørende" if tilbud.offers("paaroerende") else ""
    return f"borgere med et problematisk forbrug af {' eller '.join(used)}{relatives}"


def _asked(tilbud: Tilbud) -> str:
    """Return what else the report tells: nobody else is paid for treating relatives."""
    if tilbud.indsatser == ("paaroerende",):
        return "og hvornår forløb begyndte og sluttede"
    return (
        "hvornår forløb begyndte og sluttede, hvad behandling hos andre kostede, og om løfterne i"
        " kvalitetsstandarden blev holdt"
    )


def treatment_words(tilbud: Tilbud) -> str:
    """Return what the centre's reports are about."""
    used = [_USED[indsats] for indsats in tilbud.indsatser if indsats in _USED]
    return f"behandling for {' og '.join(used)}" if used else "behandling af pårørende"


def _counted(status: ReportStatus) -> str:
    source = f" ({status.udtraek.kilde})" if status.udtraek.kilde else ""
    return (
        f"Tallene er talt op af centrets journal og registre{source}, trukket"
        f" {day(status.udtraek.udtrukket)}, og af tidligere års udtræk, hvor en tabel går over"
        " flere år. Under hver tabel står, hvad der er talt."
    )


def _more(status: ReportStatus) -> str:
    if status.smallest is None:
        return f"Hvilke filer tallene kommer af, står under {ABOUT}."
    return f"Hvad der er skjult, og hvorfor, står under {ABOUT}."


def symbols(status: ReportStatus) -> tuple[tuple[str, str], ...]:
    """Return each sign that a table may show instead of a number, and what it means."""
    hidden = () if status.smallest is None else (("..", "skjult"),)
    draft = ((PROVISIONAL, "foreløbigt tal (kladde)"),) if status.udtraek.kladde else ()
    return (
        ("-", "nul"),
        ("0", "mindre end en halv af enheden"),
        *hidden,
        ("?", "ikke oplyst; bogstavet ved tegnet viser, hvorfor"),
        *draft,
        ("tom", "tallet findes ikke i tabellen"),
        ("brud", "tallene før og efter er ikke opgjort på samme måde"),
    )


def revised(year: int) -> tuple[str, ...]:
    """Return how a published edition is corrected. Source: audit contract, Release and verify."""
    return (
        f"Tallene for {year} kan blive rettet, når journalen eller en definition rettes. En"
        " frigivet udgave ændres aldrig: en rettelse er en ny frigivelse med sit eget nummer. Den"
        " ledsages af en liste over hvert tal, der er ændret siden den forrige, delt i det, der"
        " skyldes ændrede data, og det, der skyldes en ændret definition.",
        "Tal fra tidligere år regnes ikke om. Hvor de er gjort op anderledes end årets, er bruddet"
        " mærket og forklaret på siden Udvikling.",
    )


def _covered(shown: Coverage, *, public: bool) -> str:
    """Return how much a public edition shows.

    There the share is a multiple of ten: from a finer one and the numbers that are shown follows
    how many the suppressed are together.
    """
    share = (
        f"Mindst {number(Decimal(10 * int(shown.per_cent / 10)))}"
        if public
        else decimal_number(shown.per_cent)
    )
    edition = "" if public else "Den offentlige udgave: "
    return (
        f"{edition}Af rapportens {number(Decimal(shown.cells))} tal er"
        f" {number(Decimal(shown.shown))} vist,"
        f" {number(Decimal(shown.recoded))} lagt sammen med andre og"
        f" {number(Decimal(shown.suppressed))} skjult."
        f" {share} procent af de personer og forløb, som tabellerne"
        " tæller, står i et vist tal, for sig selv eller lagt sammen."
    )


_OR_AS_THE_CENTRES = ", eller lige så mange som ud fra centrets egen offentlige udgave"


def about(status: ReportStatus) -> tuple[str, ...]:
    """Return the paragraphs that open the colophon."""
    return tuple(_about(status))


def _about(status: ReportStatus) -> Iterator[str]:
    hides = status.smallest
    if status.partner:
        yield (
            f"Rapporten er gjort af de samme rækker som centrets egen: dem om borgere fra"
            f" {status.partner}. Hvert tal, som centrets rapport viser for"
            f" {status.partner} alene, er det samme her; det er prøvet, før rapporten blev"
            " til."
        )
    if hides is None and status.partner:
        yield (
            "Poster, der ikke kunne bruges, tæller ikke med og står i centrets egen udgave: hvis"
            " borgere de er om, kan ikke siges."
        )
    elif hides is None:
        yield (
            "Poster, der ikke kunne bruges, er sat ud og tæller ikke med; journalens egne rækker"
            " står i quarantine.csv."
            if status.rows_out
            else "Alle poster i udtrækket kunne bruges."
        )
    elif hides > 1:
        yield (
            f"Et antal personer eller forløb mellem 1 og {hides - 1} vises ikke. Andre tal er"
            " skjult, hvor de ellers ville røbe et sådant antal: gennem en sum, en andel, en anden"
            " tabel eller en tidligere rapport. Et skjult tal viser ikke, om det er lille; et"
            f" skjult antal {'kan også være' if status.partner else 'er aldrig'} nul. Hvert"
            " lille antal kan ud fra alt, hvad der er offentligt,"
            f" stadig være mindst {hides} forskellige tal"
            f"{_OR_AS_THE_CENTRES if status.partner else ''}."
        )
    if status.coverage is not None:
        yield _covered(status.coverage, public=hides is not None)
    if status.synthetic:
        yield "Centrets journal er opdigtet: ingen af forløbene har fundet sted."
