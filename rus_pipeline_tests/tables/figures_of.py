"""A raw folder in short text → the figures of one edition, in memory.

What belongs here: reading a test's tables of rows, and asking for figures by short names. What does
not: anything that says what is expected.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import Context, Narrative
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.left_out import left_out
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.reconciliation.claims import printed_counts, read_claims
from rus_pipeline.slices import NARRATIVE
from rus_pipeline.slices.build import build_slice
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.raw import CENTER, csv_text, fictitious_cpr, opened, raw_folder

_SHORT = {
    "ind": "indskrivningsdato",
    "ud": "udskrivningsdato",
    "aarsag": "afslutningsaarsag",
    "kontakt": "henvendelsesdato",
    "plan": "behandlingsplandato",
    "oensket": "laegesamtale_oensket",
    "samtale": "laegesamtaledato",
    "1md": "opfoelgning_1md_dato",
    "6md": "opfoelgning_6md_dato",
    "afvist": "afvist_psykiatri_dato",
    "start": "startdato",
    "slut": "slutdato",
    "bogfoert": "bogfoeringsdato",
}


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a table with ``|`` between cells, the first line being headings.

    ``person`` is a letter, and where it matters a birth date and ``m`` for a man, as in
    ``b 29-02-2004 m`` (else a woman born 01-01-1980); ``-`` is anonymous. Headings may be short
    (``ind``, ``ud``). A discharge is by default Færdigbehandlet.
    """
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [_row(dict(zip(lines[0], cells, strict=True))) for cells in lines[1:]]


def _row(cells: dict[str, str]) -> dict[str, str]:
    row = {_SHORT.get(name, name): cell for name, cell in cells.items() if name != "person"}
    if "person" in cells:
        row["cpr"] = _cpr(cells["person"])
    if row.get("udskrivningsdato"):
        row.setdefault("afslutningsaarsag", "Færdigbehandlet")
    return row


def _cpr(person: str) -> str:
    letter, *more = person.split()
    if letter == "-":
        return ""
    born = date(1980, 1, 1)
    for word in more:
        if word != "m":
            day, month, year = word.split("-")
            born = date(int(year), int(month), int(day))
    return fictitious_cpr(born, man="m" in more, number=ord(letter) - ord("a"))


def without(stem: str, text: str, *columns: str) -> str:
    """Return the file ``stem`` of these rows with columns left out of it altogether."""
    lines = [line.split(";") for line in csv_text(stem, *rows(text)).splitlines()]
    kept = [n for n, name in enumerate(lines[0]) if name not in columns]
    return "".join(";".join(line[n] for n in kept) + "\n" for line in lines)


class Figures(Mapping[str, int | None]):
    """The figures of an edition by id without the edition; None is not available.

    Each table is counted when it is first asked for.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._counted: dict[str, dict[str, Figure]] = {}

    def figure(self, id_: str) -> Figure:
        """Return a figure with its status and reason."""
        return self._table(id_.partition("/")[0])[id_]

    def reason(self, id_: str) -> str:
        return self.figure(id_).reason or ""

    def status(self, id_: str) -> str:
        return str(self.figure(id_).status)

    def table(self, id_: str) -> dict[str, int | None]:
        """Return ``row/column`` → value of one table, in its order."""
        return {key.removeprefix(f"{id_}/"): _value(f) for key, f in self._table(id_).items()}

    def row(self, id_: str) -> dict[str, int | None]:
        """Return ``column`` → value of one row: ``tabel-01/faxe``."""
        values = {key: _value(f) for key, f in self._table(id_.partition("/")[0]).items()}
        return {
            key.removeprefix(f"{id_}/"): value
            for key, value in values.items()
            if key.startswith(f"{id_}/")
        }

    def column(self, table: str, column: str) -> dict[str, int | None]:
        """Return ``row`` → value of one column of a table."""
        split = ((key.rpartition("/"), value) for key, value in self.table(table).items())
        return {row: value for (row, _, name), value in split if name == column}

    def figures(self, table: str) -> dict[str, Figure]:
        """Return ``table/row/column`` → figure of one table, in its order."""
        return self._table(table)

    def left_out(self, table: str) -> tuple[int, int]:
        """Return how many of other and of unknown municipality the table leaves out."""
        declared = next(one for one in counted_tables() if one.id == table)
        found = left_out(declared, self._context)
        assert found is not None
        return found.other, found.unknown

    def __getitem__(self, id_: str) -> int | None:
        return _value(self.figure(id_))

    def __iter__(self):
        for table in counted_tables():
            yield from self._table(table.id)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _table(self, id_: str) -> dict[str, Figure]:
        if id_ not in self._counted:
            table = next(table for table in counted_tables() if table.id == id_)
            self._counted[id_] = {
                figure.figure_id.removeprefix(f"{self._context.year}/"): figure
                for figure in figures(table, self._context)
            }
        return self._counted[id_]


def _value(figure: Figure) -> int | None:
    return None if figure.value is None else int(figure.value)


def context_of(raw: RawFolder, edition: int) -> Context:
    """Return what the edition's tables are counted from."""
    of = Edition(edition, raw.center)
    claims, _warnings = read_claims(raw.path)
    return Context(of, build_slice(raw, of), printed_counts(claims, of))


def raw_of(tmp_path: Path, files: Mapping[str, str], **more: str | None) -> RawFolder:
    """Open a raw folder of ``files``.

    They are rows (see ``rows``) by name without suffix (``2023/forloeb``) or whole texts by name
    with one (``2023/udtraek.toml``, ``published/x.csv``).
    """
    texts = {
        name if "." in name else f"{name}.csv": (
            text if "." in name else csv_text(name.partition("/")[2], *rows(text))
        )
        for name, text in files.items()
    }
    return opened(raw_folder(tmp_path, texts, **more))


def figures_of(
    tmp_path: Path,
    files: Mapping[str, str] | str,
    edition: int = 2023,
    *,
    center: str = CENTER,
    udtraek: str | None = None,
) -> Figures:
    """Return the figures of an edition of ``files`` (see ``raw_of``).

    A text alone is the edition's ``forloeb``; where ``files`` has nothing of it, that is empty.
    """
    given = {f"{edition}/forloeb": files} if isinstance(files, str) else dict(files)
    if not any(name.startswith(f"{edition}/") for name in given):
        given[f"{edition}/forloeb"] = "ind"
    return Figures(context_of(raw_of(tmp_path, given, center=center, udtraek=udtraek), edition))


def narrative_of(tmp_path: Path, text: str | None, table: Narrative) -> list[tuple[str, str]]:
    """Return the (omraade, tekst) rows of a narrative table of 2023."""
    files = {"2023/forloeb": "ind"} if text is None else {"2023/tvaergaaende": text}
    found = context_of(raw_of(tmp_path, files), 2023).slice.frames[NARRATIVE]
    return [(row["omraade"], row["tekst"]) for row in found.to_dicts() if row["type"] == table.kind]
