"""A PDF read back: its text by page, its tags, its bookmarks and its links."""

import re
from collections import Counter
from functools import cached_property

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


class ReadPdf:
    """A PDF, taken apart."""

    def __init__(self, path):
        self.pdf = PdfReader(path)

    @property
    def root(self):
        return self.pdf.trailer["/Root"]

    @cached_property
    def texts(self):
        """Return the text of each page, with single spaces."""
        return [re.sub(r"[^\S\n]+", " ", page.extract_text()) for page in self.pdf.pages]

    @property
    def text(self):
        """Return all text without its spaces, which a line that is broken loses or gains."""
        return one_line("".join(self.texts))

    @cached_property
    def structure(self):
        """Return every element of the structure tree, in order."""
        return list(_elements(self.root["/StructTreeRoot"]["/K"]))

    @property
    def counts(self):
        return Counter(element["/S"] for element in self.structure)

    @property
    def body_rows(self):
        """Return the cells of each row in the body of a table."""
        bodies = [element for element in self.structure if element["/S"] == "/TBody"]
        return [
            [cell.get_object() for cell in row.get_object()["/K"]]
            for body in bodies
            for row in body["/K"]
        ]

    @property
    def fonts(self):
        """Return the descriptor of each font, by the name that it is embedded under."""
        fonts = [
            font.get_object()["/DescendantFonts"][0].get_object()
            for page in self.pdf.pages
            for font in page["/Resources"].get("/Font", {}).values()
        ]
        return {font["/BaseFont"].split("+")[1]: font["/FontDescriptor"] for font in fonts}

    @property
    def bookmarks(self):
        """Return the title and page number of each bookmark, from the first on."""
        return list(self._bookmarks(self.pdf.outline))

    def _bookmarks(self, items):
        for item in items:
            if isinstance(item, list):
                yield from self._bookmarks(item)
            else:
                yield item.title, self.pdf.get_destination_page_number(item)

    @property
    def links(self):
        """Return the annotation of each link."""
        annotations = (a.get_object() for page in self.pdf.pages for a in page.get("/Annots", ()))
        return [found for found in annotations if found["/Subtype"] == "/Link"]


def attributes(element):
    """Return an element's attributes of tables."""
    return next(one for one in element["/A"] if one["/O"] == "/Table")


def one_line(text):
    """Return text without spaces."""
    return re.sub(r"\s", "", text)


def _elements(found):
    found = found.get_object()
    if isinstance(found, ArrayObject):
        for one in found:
            yield from _elements(one)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found
        if "/K" in found:
            yield from _elements(found["/K"])
