"""The links of a page, followed."""

import re

from bs4 import BeautifulSoup


def broken(path):
    """Return the links and fonts of a page that lead to no file, or to no place in it."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in page.select("a[href]")]
    links += re.findall(r'url\("([^"]+)"\)', page.style.string)
    places = {path: {tag["id"] for tag in page.select("[id]")}}
    return [link for link in links if not _leads_somewhere(path, link, places)]


def _leads_somewhere(path, link, places):
    name, _, place = link.partition("#")
    target = path.parent / name if name else path
    if place and target.is_file() and target not in places:
        page = BeautifulSoup(target.read_text(encoding="utf-8"), "html.parser")
        places[target] = {tag["id"] for tag in page.select("[id]")}
    return target.is_file() and (not place or place in places[target])
