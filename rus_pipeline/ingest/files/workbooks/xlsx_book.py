"""What the parts of an ``.xlsx`` say for all of its sheets: which there are, texts, formats, days.

Source: extract contract, Workbooks; ECMA-376, part 1, chapter 18.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rus_pipeline.ingest.files.workbooks.markup import elements, is_true, local, parser
from rus_pipeline.ingest.files.workbooks.number_formats import Shown, epoch_of, shown_by
from rus_pipeline.ingest.files.workbooks.package import Package

_ESCAPED = re.compile(r"_x00([0-9a-fA-F]{2})_")  # a character that XML may not hold
_SPACE = " \t\r\n"


@dataclass(frozen=True)
class Book:
    """A workbook: ``sheets`` are the visible ones, each its name and part.

    ``calculated`` is whether the results of its formulas are known: a file that asks to be
    calculated when it is opened has a 0 where no result ever was. ``shown`` is what each cell
    format shows of a number; ``shared_texts`` the part with the texts that cells share, or None.
    """

    sheets: tuple[tuple[str, str], ...]
    epoch: date
    calculated: bool
    shown: tuple[Shown, ...]
    shared_texts: str | None


def read_book(package: Package) -> Book:
    """Read a workbook's own parts. Raises KeyError, ValueError or ExpatError for a broken one."""
    main = package.main_part()
    links = list(package.linked(main))
    worksheets = {link["Id"]: part for part, link in links if link["Type"].endswith("/worksheet")}
    others = {link["Type"].rpartition("/")[2]: part for part, link in links}
    listed, is_1904, calculated = [], False, True
    for name, attributes in elements(package.read(main)):
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            links_to = {local(key): value for key, value in attributes.items()}["id"]
            if links_to in worksheets:
                listed.append((attributes["name"], worksheets[links_to]))
        elif name == "workbookPr":
            is_1904 = is_true(attributes.get("date1904"))
        elif name == "calcPr":
            calculated = not is_true(attributes.get("fullCalcOnLoad"))
    if len({part for _, part in listed}) < len(listed):
        raise ValueError("two sheets are one part")
    styles, shared = others.get("styles", ""), others.get("sharedStrings", "")
    return Book(
        tuple(listed),
        epoch_of(is_1904=is_1904),
        calculated,
        _read_formats(package.read(styles)) if styles in package else (),
        shared if shared in package else None,
    )


def _read_formats(xml: bytes) -> tuple[Shown, ...]:
    """Return what each cell format shows of a number."""
    codes: dict[str, str] = {}
    formats: list[str] = []
    in_cell_formats = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal in_cell_formats
        match local(name):
            case "numFmt" if "numFmtId" in attributes:
                codes.setdefault(attributes["numFmtId"], attributes.get("formatCode", ""))
            case "cellXfs":
                in_cell_formats = True
            case "xf" if in_cell_formats:
                formats.append(attributes.get("numFmtId", "0"))
            case _:
                pass

    def end(name: str) -> None:
        nonlocal in_cell_formats
        if local(name) == "cellXfs":
            in_cell_formats = False

    reader = parser()
    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.Parse(xml, True)  # noqa: FBT003
    return tuple(
        shown_by(int(number) if number.isdecimal() else 0, codes.get(number)) for number in formats
    )


class TextReader:
    """Puts together a text of several runs, from what expat says of it."""

    def __init__(self) -> None:
        self._runs: list[str] = []
        self._run: str | None = None
        self._keeps_space = False
        self._is_phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element within the text, or the text itself."""
        if name == "t" and not self._is_phonetic:
            self._run = ""
            self._keeps_space = attributes.get("xml:space") == "preserve"
        elif name == "rPh":
            self._is_phonetic = True
        elif name in ("si", "is"):
            self._runs = []

    def text(self, text: str) -> None:
        """Take characters, which are the text's within its runs."""
        if self._run is not None:
            self._run += text

    def end(self, name: str) -> None:
        """End an element within the text."""
        if name == "t" and self._run is not None:
            run = self._run if self._keeps_space else self._run.strip(_SPACE)
            self._runs.append(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), run))
            self._run = None
        elif name == "rPh":
            self._is_phonetic = False

    def whole(self) -> str:
        """Return the text as it has been put together."""
        return "".join(self._runs)


def read_shared_texts(xml: bytes) -> list[str]:
    """Return the texts that cells share. Raises ExpatError or ValueError where they are broken."""
    found: list[str] = []
    text = TextReader()

    def end(name: str) -> None:
        text.end(local(name))
        if local(name) == "si":
            found.append(text.whole())

    reader = parser()
    reader.StartElementHandler = lambda name, attributes: text.start(local(name), attributes)
    reader.CharacterDataHandler = text.text
    reader.EndElementHandler = end
    reader.Parse(xml, True)  # noqa: FBT003
    return found
