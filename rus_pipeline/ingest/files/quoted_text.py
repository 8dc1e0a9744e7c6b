"""Text read field by field: first lines, and files with quotes that are not around a field.

Source: extract contract, File dialect.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from rus_pipeline.core.errors import ExtractError, Place

csv.field_size_limit(sys.maxsize)  # a quote never closed swallows the rest of the file


@cache
def _field_pattern(delimiter: str) -> re.Pattern[str]:
    """Return what finds white space and a quoted field (its closing quote by itself), or neither.

    An equals sign before the quote (``="0320"``) goes with the white space. What follows up to the
    delimiter is the last group.
    """
    end = re.escape(delimiter)
    return re.compile(rf'(?:[ \t]*=?("[^"]*(?:""[^"]*)*("?)))?([^{end}\n]*(?:[{end}\n]|\Z))')


def without_space_before_quotes(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    """Yield the lines of a text without the white space between a field's start and its quotes.

    The csv module would take those quotes for part of the value. White space after the closing
    quote needs nothing: it is trimmed with the value. Source: extract contract, File dialect.
    """
    is_open = False  # whether the line begins within a quoted field
    pattern = _field_pattern(delimiter)
    for line in lines:
        if '"' not in line:
            yield line
            continue
        fields = list(pattern.finditer(f'"{line}' if is_open else line))
        bare = "".join(f"{field[1] or ''}{field[3]}" for field in fields)
        yield bare[1:] if is_open else bare
        is_open = any(field[1] and not field[2] for field in fields)


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of lines (without their ends): the line that it starts on, and its fields.

    A quote never closed makes everything after it one field.
    """
    ended = (f"{line}\n" for line in lines)
    reader = csv.reader(without_space_before_quotes(ended, delimiter), delimiter=delimiter)
    start = 1
    for fields in reader:
        yield start, fields
        start = reader.line_num + 1


def whole_records(text: str, delimiter: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of a whole file, which is ``shown`` by this name.

    Raises ExtractError for a quote that is never closed.
    """
    lines = text.split("\n")
    start = 0
    for start, fields in records(lines, delimiter):
        yield start, fields
    opened = _open_quote(lines, start, delimiter) if start else None
    if opened is not None:
        raise ExtractError(Place(shown, opened), 'et citationstegn (") åbnes her og lukkes aldrig')


def _open_quote(lines: Sequence[str], start: int, delimiter: str) -> int | None:
    """Return the line of the quote that the record from line ``start`` on never closes, if any."""
    opened: int | None = None
    for number, line in enumerate(lines[start - 1 :], start):
        position = 0
        while position < len(line) or position == 0:
            if opened is None:
                unspaced = position + len(line[position:]) - len(line[position:].lstrip(" \t"))
                unspaced += line.startswith('="', unspaced)
                if line[unspaced : unspaced + 1] == '"':
                    opened = number
                    position = unspaced + 1
                else:
                    position = _next_field(line, position, delimiter)
                    continue
            closing = line.find('"', position)
            if closing < 0:
                break
            if line[closing + 1 : closing + 2] == '"':
                position = closing + 2
            else:
                opened = None
                position = _next_field(line, closing + 1, delimiter)
    return opened


def _next_field(line: str, position: int, delimiter: str) -> int:
    end = line.find(delimiter, position)
    return len(line) + 1 if end < 0 else end + 1
