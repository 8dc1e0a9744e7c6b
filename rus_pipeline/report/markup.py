"""HTML as a tree: what Great Tables leaves out of a table's HTML is put into it here."""

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, tostring

SLOT = "<slot></slot>"
"""Where the contents of a cell or the notes belong in a table that ``accessible`` returns."""

_MARK = "gt_footnote_marks"


def parse(html: str) -> Element:
    """Return an element that holds ``html``, in which every element that is opened is closed.

    This is no parser of XML, which forbids control characters: text stays as it was delivered.
    """
    reader = _Reader()
    reader.feed(f"<body>{html}</body>")
    reader.close()
    return reader.tree.close()


def serialise(parent: Element) -> str:
    """Return what ``parent`` holds as HTML."""
    return "".join(tostring(child, encoding="unicode", method="html") for child in parent)


def accessible(drawn: str, name: str) -> str:
    """Return the HTML of a table that Great Tables has drawn, as a page shows it, with ``SLOT``s.

    ``name`` is the table's id. The element ``<name>-titel`` names the table, a keyboard can scroll
    it, and each footnote's mark is a link to ``<name>-note-<letter>``. Great Tables' stylesheet is
    left out, for all tables share the page's. Each cell of the body holds ``SLOT`` instead of its
    text. Where the table has a foot, a last one stands under the table instead of in it: on a
    narrow screen one need not scroll sideways to read the notes.
    """
    table = next(parse(drawn).iter("table"))
    table.tail = None
    labelled = {"aria-labelledby": f"{name}-titel"}
    table.attrib = {"class": "gt_table", "id": name, **labelled}
    page = Element("body")
    SubElement(page, "div", {"class": "rulle", "tabindex": "0", "role": "group"} | labelled).append(
        table
    )
    foot = table.find("tfoot")
    if foot is not None:
        table.remove(foot)
        SubElement(SubElement(page, "div", {"class": "noter"}), "slot")
    for mark in list(_marks(table)):
        _link(mark, name)
    for cell in table.iterfind("tbody/tr/td"):
        cell.text = None
        cell.insert(0, Element("slot"))
    return serialise(page)


def _marks(parent: Element) -> Iterator[Element]:
    return (span for span in parent.iter("span") if span.get("class") == _MARK)


def _link(mark: Element, name: str) -> None:
    """Make the marks in a cell, ``a,b``, links to the footnotes."""
    letters = (mark.text or "").split(",")
    mark.tag, mark.text, mark.attrib = "sup", None, {}
    for letter in letters:
        link = SubElement(mark, "a", {"href": f"#{name}-note-{letter}"})
        link.text, link.tail = letter, ", "
    link.tail = None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)
