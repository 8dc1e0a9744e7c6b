"""Tables transcribed from other documents, as a centre describes them in ``dokumenter/*.toml``.

The printed numbers are claims (``published/*.csv``). A document's file says which of them to show
as a table, which state a promise or a goal, and which figures of the report measure a promise.
Source: extract contract, The raw folder.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import ExtractError, mask
from rus_pipeline.core.toml_file import Path_, TomlFile, read_toml

FOLDER = "dokumenter"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class ClaimAt:
    """Where a printed number stands: its document, and its table, row and column there."""

    document: str
    table: str
    row: str
    column: str


@dataclass(frozen=True)
class LabelledClaim:
    """A printed number and the label to show it with."""

    label: str
    at: ClaimAt


@dataclass(frozen=True)
class FigureAt:
    """A figure of the edition to show beside a claim: its label, table, row and column."""

    label: str
    table: str
    row: str
    column: str


@dataclass(frozen=True)
class Transcribed:
    """A document's table as printed, by row and column.

    ``source`` is the claims' table. ``total`` is the label of a row that adds up each column, as an
    interval where a count is suppressed; None is no such row.
    """

    id: str
    title: str
    definition: str
    document: str
    source: str
    stub: str
    total: str | None = None
    notes: tuple[str, ...] = ()

    def headline(self, _edition: Edition) -> str:
        """Return the title, the same in every edition."""
        return self.title


@dataclass(frozen=True)
class Promise:
    """A promise, the claims that state it in numbers, and the figures that measure it."""

    words: str
    claims: tuple[ClaimAt, ...]
    measured: tuple[FigureAt, ...]


@dataclass(frozen=True)
class Promises:
    """A document's promises, each beside what measures it in the edition."""

    id: str
    title: str
    definition: str
    promises: tuple[Promise, ...]
    notes: tuple[str, ...] = ()

    def headline(self, edition: Edition) -> str:
        """Return the title; ``{aar}`` in it is the edition's year."""
        return self.title.replace("{aar}", str(edition.year))


@dataclass(frozen=True)
class Goal:
    """A goal that a share falls to ``target``: where it began, and what was measured since.

    Each of ``measured`` is compared with the target by itself.
    """

    words: str
    baseline: LabelledClaim
    target: LabelledClaim
    measured: tuple[LabelledClaim, ...]


@dataclass(frozen=True)
class Goals:
    """A document's goals in numbers, and what the measures say about reaching them."""

    id: str
    title: str
    definition: str
    goals: tuple[Goal, ...]
    notes: tuple[str, ...] = ()

    def headline(self, _edition: Edition) -> str:
        """Return the title, the same in every edition."""
        return self.title


DocumentTable: TypeAlias = Transcribed | Promises | Goals


@dataclass(frozen=True)
class Document:
    """A document that tables are transcribed from.

    ``name`` is its name among the claims, ``title`` what readers know it by, ``date`` its date as
    the centre writes it ("juni 2015").
    """

    file: TomlFile
    name: str
    title: str
    date: str
    tables: tuple[DocumentTable, ...]


def document_files(raw: Path) -> list[Path]:
    """Return the files of the raw folder's documents, in order; none where it has none."""
    return sorted(
        path
        for path in (raw / FOLDER).glob("*.toml")
        if path.is_file() and not path.name.startswith(".")
    )


def read_documents(raw: Path) -> tuple[Document, ...]:
    """Return the raw folder's documents, in the order of their files; none where it has none.

    Raises ExtractError where a file cannot be used, or where two tables have one id.
    """
    documents = tuple(
        _document(read_toml(path, f"{FOLDER}/{path.name}")) for path in document_files(raw)
    )
    seen: dict[str, str] = {}
    for document in documents:
        for table in document.tables:
            if table.id in seen:
                raise document.file.error(
                    (),
                    f'id = "{table.id}" står også i {seen[table.id]}; giv den ene et andet id',
                )
            seen[table.id] = document.file.shown
    return documents


def measures_of(documents: Iterable[Document]) -> dict[ClaimAt, tuple[FigureAt, ...]]:
    """Return where each promise is stated → the figures that measure it, of all that state it."""
    found: dict[ClaimAt, tuple[FigureAt, ...]] = {}
    for document in documents:
        for table in document.tables:
            for promise in table.promises if isinstance(table, Promises) else ():
                for at in promise.claims:
                    found[at] = (*found.get(at, ()), *promise.measured)
    return found


def tables_of(documents: tuple[Document, ...]) -> list[DocumentTable]:
    """Return the tables of all documents, by id."""
    tables = (table for document in documents for table in document.tables)
    return sorted(tables, key=lambda table: table.id)


def _document(file: TomlFile) -> Document:
    root = _Item(file, (), file.values)
    root.refuse_others("dokument", "titel", "dato", "tabel", "loefter", "maal")
    name = root.text("dokument")
    tables: tuple[DocumentTable, ...] = (
        *(_transcribed(item, name) for item in root.items("tabel")),
        *(_promises(item, name) for item in root.item("loefter")),
        *(_goals(item, name) for item in root.item("maal")),
    )
    if not tables:
        raise file.error((), "filen viser intet; ventet mindst en af [[tabel]], [loefter], [maal]")
    title = root.optional_text("titel") or name.rpartition(".")[0] or name
    return Document(file, name, title, root.text("dato"), tables)


@dataclass(frozen=True)
class _Item:
    """One table of a toml file: where it stands in the file, and what it holds."""

    file: TomlFile
    at: Path_
    values: Mapping[str, Any]

    def error(self, key: str, message: str) -> ExtractError:
        """Return an error about a key, which names it by its full path."""
        path = (*self.at, key)
        name = ".".join(str(part) for part in path if isinstance(part, str))
        return self.file.error(path, f"{name} {message}")

    def refuse_others(self, *known: str) -> None:
        """Raise ExtractError where there is another key than these."""
        for key in self.values:
            if key not in known:
                raise self.error(str(key), f"kendes ikke; ventet {', '.join(known)}")

    def text(self, key: str) -> str:
        """Return a text. Raises ExtractError where it is missing, empty or something else."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f'mangler eller er ingen tekst; skriv {key} = "…"')
        return mask(value.strip())

    def optional_text(self, key: str) -> str | None:
        """Return a text, None where there is none. Raises ExtractError where it is no text."""
        return self.text(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none. Raises ExtractError as ``text``."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(key, f'skal være en liste af tekster; skriv {key} = ["…"]')
        return tuple(mask(one.strip()) for one in value)

    def items(self, key: str) -> "Iterator[_Item]":
        """Yield the tables in a list. Raises ExtractError where there is something else."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(key, f"skal være en liste af tabeller; skriv [[{key}]] eller [{{…}}]")
        for number, one in enumerate(value):
            yield _Item(self.file, (*self.at, key, number), one)

    def item(self, key: str) -> "Iterator[_Item]":
        """Yield the one table at a key, if there is one. Raises ExtractError as ``items``."""
        if key not in self.values:
            return
        value = self.values[key]
        if not isinstance(value, dict):
            raise self.error(key, f"skal være en tabel; skriv [{key}] eller {key} = {{…}}")
        yield _Item(self.file, (*self.at, key), value)

    def required(self, key: str) -> "_Item":
        """Return the one table at a key. Raises ExtractError where it is missing."""
        for found in self.item(key):
            return found
        raise self.error(key, f"mangler; skriv {key} = {{…}}")

    def id(self) -> str:
        """Return the ``id``, which is the name of the table's page."""
        found = self.text("id")
        if not _ID.fullmatch(found):
            raise self.error(
                "id", 'skal være små bogstaver, tal og bindestreger, fx "politik-maal"'
            )
        return found


def _transcribed(item: _Item, document: str) -> Transcribed:
    item.refuse_others("id", "titel", "trykt_tabel", "definition", "forspalte", "sum", "noter")
    return Transcribed(
        id=item.id(),
        title=item.text("titel"),
        definition=item.text("definition"),
        document=document,
        source=item.text("trykt_tabel"),
        stub=item.text("forspalte"),
        total=item.optional_text("sum"),
        notes=item.texts("noter"),
    )


def _promises(item: _Item, document: str) -> Promises:
    item.refuse_others("id", "titel", "definition", "noter", "punkt")
    return Promises(
        id=item.id(),
        title=item.text("titel"),
        definition=item.text("definition"),
        promises=tuple(_promise(one, document) for one in item.items("punkt")),
        notes=item.texts("noter"),
    )


def _promise(item: _Item, document: str) -> Promise:
    item.refuse_others("ord", "trykt", "maalt")
    return Promise(
        words=item.text("ord"),
        claims=tuple(_claim(one, document) for one in item.items("trykt")),
        measured=tuple(_figure(one) for one in item.items("maalt")),
    )


def _goals(item: _Item, document: str) -> Goals:
    item.refuse_others("id", "titel", "definition", "noter", "punkt")
    return Goals(
        id=item.id(),
        title=item.text("titel"),
        definition=item.text("definition"),
        goals=tuple(_goal(one, document) for one in item.items("punkt")),
        notes=item.texts("noter"),
    )


def _goal(item: _Item, document: str) -> Goal:
    item.refuse_others("ord", "udgangspunkt", "maal", "maalt")
    return Goal(
        words=item.text("ord"),
        baseline=_labelled(item.required("udgangspunkt"), document),
        target=_labelled(item.required("maal"), document),
        measured=tuple(_labelled(one, document) for one in item.items("maalt")),
    )


def _claim(item: _Item, document: str) -> ClaimAt:
    item.refuse_others("tabel", "raekke", "kolonne")
    return ClaimAt(document, item.text("tabel"), item.text("raekke"), item.text("kolonne"))


def _labelled(item: _Item, document: str) -> LabelledClaim:
    item.refuse_others("navn", "tabel", "raekke", "kolonne")
    at = ClaimAt(document, item.text("tabel"), item.text("raekke"), item.text("kolonne"))
    return LabelledClaim(item.text("navn"), at)


def _figure(item: _Item) -> FigureAt:
    item.refuse_others("navn", "tabel", "raekke", "kolonne")
    return FigureAt(
        item.text("navn"), item.text("tabel"), item.text("raekke"), item.text("kolonne")
    )
