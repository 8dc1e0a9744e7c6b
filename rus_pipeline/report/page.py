"""The pages: an edition's report, and each table's snapshot by itself.

What belongs here: a page's frame, its banners and its chapters. What does not: the tables in it.
Nothing on a page tells when it was built, so that the same input gives the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from rus_pipeline.center import Udtraek
from rus_pipeline.danish import day
from rus_pipeline.edition import Edition
from rus_pipeline.tables import ReportTable

_STYLE = """
body { font-family: system-ui, sans-serif; line-height: 1.5; max-width: 70rem; margin: 0 auto;
  padding: 1rem; color: #1a1a1a; background: #fff; }
.besked { border-left: .4rem solid #8a4b00; background: #fff6e8; padding: .6rem 1rem; }
.tabel { overflow-x: auto; margin: 2rem 0; }
.tabel td { white-space: pre-line; }
""".strip()


@dataclass(frozen=True)
class Standing:
    """What a reader must know of an edition before its numbers."""

    udtraek: Udtraek
    fictitious: bool
    rows_out: int
    fields_emptied: int

    def messages(self) -> Iterator[str]:
        """Yield each message, most serious first. Source: extract contract."""
        if self.fictitious:
            yield (
                "Fiktive data. Journalen er opdigtet; tallene beskriver ingen virkelige personer."
            )
        if self.udtraek.kladde:
            yield (
                f"Kladde. Udtrækket er fra {day(self.udtraek.udtrukket)}, før året var omme, og"
                " tallene vil ændre sig."
            )
        if self.rows_out or self.fields_emptied:
            yield (
                f"Ikke alt i udtrækket kunne bruges: {self.rows_out} rækker er sat ud og"
                f" {self.fields_emptied} felter tømt. De står i quarantine.csv."
            )


def snapshot_page(table: ReportTable, edition: Edition, standing: Standing, fragment: str) -> str:
    """Return one table as a page of its own."""
    title = f"{table.headline(edition)} – {edition.center.navn}"
    return _page(title, [*_messages(standing), _framed(table, fragment)])


def part_page(title: str, edition: Edition, standing: Standing, fragment: str) -> str:
    """Return a part of the report that is a page of its own."""
    body = [f"<h1>{escape(title)} {edition.year}</h1>", *_messages(standing), fragment]
    return _page(f"{title} {edition.year} – {edition.center.navn}", body)


def report_page(
    edition: Edition,
    standing: Standing,
    tables: Sequence[ReportTable],
    fragments: Mapping[str, str],
    parts: Mapping[str, str],
) -> str:
    """Return the edition's report.

    ``fragments`` maps a table's id to its HTML, ``parts`` the file of each other page to its title.
    """
    title = f"Årsrapport {edition.year} – {edition.center.navn}"
    body = [f"<h1>{escape(title)}</h1>", *_messages(standing), "<nav><ul>"]
    body += [
        f'<li><a href="#afsnit-{table.id}">{escape(table.headline(edition))}</a></li>'
        for table in tables
    ]
    body += [f'<li><a href="{file}">{escape(name)}</a></li>' for file, name in parts.items()]
    body.append("</ul></nav>")
    chapter = None
    for table in tables:
        if table.chapter is not chapter:
            chapter = table.chapter
            body.append(f"<h2>{escape(chapter)}</h2>")
        body.append(_framed(table, fragments[table.id]))
    udtraek = standing.udtraek
    body.append(
        f"<footer><p>Kilde: {escape(udtraek.kilde or 'ikke oplyst')}, udtrukket"
        f" {day(udtraek.udtrukket)}.</p></footer>"
    )
    return _page(title, body)


def _framed(table: ReportTable, fragment: str) -> str:
    return f'<div class="tabel" id="afsnit-{table.id}">{fragment}</div>'


def _messages(standing: Standing) -> list[str]:
    return [f'<p class="besked">{escape(message)}</p>' for message in standing.messages()]


def _page(title: str, body: Sequence[str]) -> str:
    inner = "\n".join(body)
    return (
        '<!doctype html>\n<html lang="da">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n"
        f"<body>\n<main>\n{inner}\n</main>\n</body>\n</html>\n"
    )
