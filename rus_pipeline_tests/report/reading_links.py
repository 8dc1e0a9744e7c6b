"""The links of a page, followed."""

import re
from functools import lru_cache

from bs4 import BeautifulSoup


def broken(path):
    """Return the links and fonts of a page that lead to no file, or to no place in it."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in page.select("a[href]")]
    links += re.findall(r'url\("([^"]+)"\)', page.style.string)
    return [link for link in links if not _leads_somewhere(path, link)]


def _leads_somewhere(path, link):
    name, _, place = link.partition("#")
    target = path.parent / name if name else path
    if not target.is_file():
        return False
    return not place or place in _places(target.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)  # many links lead to the same few pages
def _places(text):
    page = BeautifulSoup(text, "html.parser")
    return frozenset(tag["id"] for tag in page.select("[id]"))
