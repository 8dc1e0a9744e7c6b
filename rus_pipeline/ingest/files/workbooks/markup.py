"""XML parts of a workbook, without entities: no program that saves a workbook declares any."""

from functools import cache
from xml.parsers import expat

_TEXT_AT_ONCE = 1 << 20  # bytes: a long text comes in few pieces


def parser() -> expat.XMLParserType:
    """Return a parser that raises ValueError where the XML declares an entity."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.buffer_size = _TEXT_AT_ONCE

    def refuse(*_declaration: object) -> None:
        raise ValueError("its XML declares entities")

    made.EntityDeclHandler = refuse
    return made


@cache
def local(name: str) -> str:
    """Return the name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return the local name and the attributes of each element, in order."""
    found: list[tuple[str, dict[str, str]]] = []
    reader = parser()
    reader.StartElementHandler = lambda name, attributes: found.append((local(name), attributes))
    reader.Parse(xml, True)  # noqa: FBT003
    return found


def is_true(value: str | None) -> bool:
    """Return whether an attribute that may be true is."""
    return value in ("1", "true")
