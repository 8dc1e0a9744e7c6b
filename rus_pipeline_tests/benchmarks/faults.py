"""Faults of a journal, one row each: every rule of ``forloeb.csv``, and rows without fault.

A fault takes a row and the row before it (column → text) and returns the line to write; blank lines
before it are a part of that line. Source: extract contract.
"""

from collections.abc import Callable

Row = dict[str, str]
Fault = Callable[[Row, Row], str]

_OPEN = {"udskrivningsdato": "", "afslutningsaarsag": "", "effekt": ""}
_OPEN |= {"opfoelgning_1md_dato": "", "opfoelgning_6md_dato": ""}
_DRUGS = {"indsats": "Stof", "henvendelsesdato": "01-02-2015", "indskrivningsdato": "05-02-2015"}
_ENDED = {**_DRUGS, **_OPEN, "udskrivningsdato": "10-02-2016", "afslutningsaarsag": "Andet"}
_ADULT = {"cpr": "611180-1234"}


def _line(row: Row) -> str:
    return ";".join(row.values())


def _with(**cells: str) -> Fault:
    return lambda row, _before: _line({**row, **cells})


def _on(base: Row, **cells: str) -> Fault:
    return _with(**{**base, **_ADULT, **cells})


FAULTS: tuple[Fault, ...] = (
    lambda row, _before: _line(row).rpartition(";")[0],
    lambda row, _before: f"{_line(row)};x",
    lambda row, _before: row["forloeb_id"],
    lambda row, _before: f"{_line(row)};610180-1234;x",
    lambda row, _before: f"\n{_line(row)}",
    lambda row, _before: f";;;\n \n{_line(row)}",
    lambda _row, before: _line(before),
    lambda row, before: _line({**row, "forloeb_id": before["forloeb_id"]}),
    lambda row, before: _line({**before, "koen": row["koen"] + " ", "effekt": " "}),
    _with(forloeb_id=""),
    _with(indsats=""),
    _with(indsats="Spil"),
    _with(indsats="pårørende", cpr="", effekt=""),
    _with(cpr="911399-1234"),
    _with(cpr="6101801234567"),
    _with(cpr="610180-1a34"),
    _with(cpr="6101018001"),
    _with(cpr="610125-4001"),
    _with(cpr="610180-0ab1"),
    _with(cpr="610180-3AB1"),
    _with(kommune="Atlantis"),
    _with(kommune="610180-1234 Faxe"),
    _with(kommune="0321"),
    _with(kommune="HØJE TAASTRUP"),
    _with(kommune="Ærø kommune"),
    _with(kommune="9999"),
    _with(indskrivningsdato="31-02-2015"),
    _with(indskrivningsdato="2015-1-1"),
    _with(indskrivningsdato="01-01-2099"),
    _with(indskrivningsdato="", henvendelsesdato=""),
    _with(**_OPEN, indskrivningsdato="", henvendelsesdato="ukendt"),
    _on(_OPEN | _DRUGS, indskrivningsdato=""),
    _on(_ENDED, udskrivningsdato="2016-02-30"),
    _on(_ENDED, udskrivningsdato="2016-02-09"),
    _on(_ENDED, udskrivningsdato="1-3-2014"),
    _on(_ENDED, afslutningsaarsag=""),
    _on(_ENDED, afslutningsaarsag="Rejst"),
    _on(_OPEN | _DRUGS, afslutningsaarsag=" FÆRDIGBEHANDLET "),
    _on(_OPEN | _DRUGS, opfoelgning_1md_dato="01-04-2016"),
    _on(_OPEN | _DRUGS, effekt="Stoffri"),
    _on(_ENDED, opfoelgning_1md_dato="01-01-2016", opfoelgning_6md_dato="31-12-2015"),
    _on(_ENDED, opfoelgning_6md_dato="senere"),
    _on(_ENDED, effekt="Fin"),
    _on(_ENDED, indsats="ALKOHOL", effekt="uændret"),
    _on(_ENDED, henvendelsesdato="i går"),
    _on(_ENDED, henvendelsesdato="06-02-2015", behandlingsplandato="05-02-2015"),
    _on(_ENDED, behandlingsplandato="31-01-2015", laegesamtaledato="30-1-2015"),
    _on(_ENDED, behandlingsplandato="01-01-2098", laegesamtaledato="2098-01-01"),
    _on(_ENDED, laegesamtale_oensket="måske"),
    _on(_ENDED, laegesamtale_oensket="JA", laegesamtaledato="02-02-2015"),
    _with(**{**_ENDED, "cpr": "", "koen": "X"}),
    _with(**{**_ENDED, "cpr": "", "koen": "m"}),
    _with(koen="X"),
    _with(henvendelsesdato="610180-1234"),
)
