"""The report's running text, in Danish: what page and PDF say around the tables."""

from collections.abc import Iterator

from rus_pipeline.core.danish import day, listed
from rus_pipeline.core.edition import Edition
from rus_pipeline.report.edition_status import EditionStatusShown

ABOUT = "Om rapporten"
PRINTED = "Tidligere trykte tal er holdt op mod dem, der her er talt af udtrækkene."


def introduction(edition: Edition, standing: EditionStatusShown) -> tuple[str, ...]:
    """Return the introduction's paragraphs; the last ends in the words before ``ABOUT``."""
    return (_center(edition), f"{_counted(standing)} {_more(standing)}")


def _center(edition: Edition) -> str:
    partners = [kommune.navn for kommune in edition.kommuner[1:]]
    kommuner = "Kommune" if len(partners) == 1 else "kommuner"
    also = (
        f", og efter aftale behandler centret også borgere fra {listed(partners)} {kommuner}"
        if partners
        else ""
    )
    return (
        f"{edition.center.navn} behandler borgere med et problematisk forbrug af alkohol eller"
        f" stoffer og deres pårørende. Hjemkommunen er {edition.home.navn} Kommune{also}. Rapporten"
        f" gør op, hvem der var i behandling i {edition.year}, hvornår forløb begyndte og sluttede,"
        " hvad behandling hos andre kostede, og om løfterne i kvalitetsstandarden blev holdt."
    )


def _counted(standing: EditionStatusShown) -> str:
    source = f" ({standing.udtraek.kilde})" if standing.udtraek.kilde else ""
    return (
        f"Tallene er talt op af centrets journal og registre{source}, trukket"
        f" {day(standing.udtraek.udtrukket)}, og af tidligere års udtræk, hvor en tabel går over"
        " flere år. Under hver tabel står, hvad der er talt."
    )


def _more(standing: EditionStatusShown) -> str:
    if standing.smallest is None:
        return "Hvilke filer tallene kommer af, står i afsnittet"
    return "Hvad der er skjult, og hvorfor, står i afsnittet"


def symbols(standing: EditionStatusShown) -> tuple[tuple[str, str], ...]:
    """Return each sign that a table may show instead of a number, and what it means."""
    hidden = () if standing.smallest is None else (("..", "skjult"),)
    return (
        ("-", "nul"),
        *hidden,
        ("?", "ikke oplyst; bogstavet ved tegnet viser, hvorfor"),
        ("tom", "tallet findes ikke i tabellen"),
    )


def about(standing: EditionStatusShown) -> tuple[str, ...]:
    """Return the paragraphs that open the colophon."""
    return tuple(_about(standing))


def _about(standing: EditionStatusShown) -> Iterator[str]:
    hides = standing.smallest
    if hides is None:
        yield (
            "Poster, der ikke kunne bruges, er sat ud og tæller ikke med; journalens egne rækker"
            " står i quarantine.csv."
            if standing.rows_out
            else "Alle poster i udtrækket kunne bruges."
        )
    elif hides > 1:
        yield (
            f"Et antal personer eller forløb mellem 1 og {hides - 1} vises ikke. Andre tal er"
            " skjult, hvor de ellers ville røbe et sådant antal: gennem en sum, en andel, en anden"
            " tabel eller en tidligere rapport. Et skjult tal viser ikke, om det er lille; et"
            " skjult antal er aldrig nul. Hvert lille antal kan ud fra alt, hvad der er offentligt,"
            f" stadig være mindst {hides} forskellige tal."
        )
    if standing.fictitious:
        yield "Centrets journal er opdigtet: ingen af forløbene har fundet sted."
