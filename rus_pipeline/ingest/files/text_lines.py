r"""The bytes of a text file → lines of UTF-8 in which each line is a record and nothing is quoted.

The text is in NFC, a line ends in ``\n``, white space of every kind is one space, and none stands
around a field. A delimiter, line break or quote within a value is a mark of one byte.
Source: extract contract, File dialect.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UTF_8, WINDOWS, UTF_16_LE, UTF_16_BE = "utf-8", "cp1252", "utf-16-le", "utf-16-be"

# What stands for a delimiter, a line break and a quote within a value.
DELIMITER_MARK, BREAK_MARK, QUOTE_MARK = b"\x01", b"\x02", b"\x03"
MARKS = DELIMITER_MARK + BREAK_MARK + QUOTE_MARK

# White space to Unicode, and what cannot be seen: zero-width characters, soft hyphens, the marks
# of a byte order and of a direction of writing.
SPACES = (
    "\t\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
)
_RUN = re.compile(f"[ {SPACES}]+")
_SPACES = tuple(space.encode() for space in SPACES)
# The first bytes of all of those but the tab.
_FIRST_OF_SPACES = b"\v\f\x1c\x1d\x1e\x1f\xc2\xe1\xe2\xe3\xef"
_COMBINING = 0xCC  # in UTF-8 without a byte from this on, every text is in NFC

_QUOTE, _SPACE, _EQUALS, _LINE_END = ord('"'), ord(" "), ord("="), ord("\n")
_FEW = 1 << 14  # slices that are joined faster than a mask is applied
_WIDEST = 256  # bytes of white space outside a field's quotes

# UTF-8 that was read as Windows-1252 and written as UTF-8 once more: Ã¦, Ã˜, Â°, â€“.
_TWICE = re.compile(
    r"Ã[\xa0-\xbf\x80-\x9f€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\xa0-\xbf]|â€[\x80-\x9f“”˜™œž¢¦]"
)
_IN_EACH = b"\x82\x83"  # of which each of these has one in UTF-8, and hardly any other text


def as_utf8(data: bytes, encoding: str) -> bytes:
    """Return the bytes of a text in one of the encodings above as UTF-8.

    Raises UnicodeDecodeError.
    """
    if encoding == WINDOWS:
        data = _windows_as_utf8(data)
    elif encoding != UTF_8:
        data = data.decode(encoding).encode()
    return data


def composed(data: bytes) -> bytes:
    """Return UTF-8 in NFC."""
    import numpy as np

    if not data or int(np.frombuffer(data, np.uint8).max()) < _COMBINING:
        return data
    text = data.decode()
    return (
        data
        if unicodedata.is_normalized("NFC", text)
        else unicodedata.normalize("NFC", text).encode()
    )


def _windows_as_utf8(data: bytes) -> bytes:
    """Return Windows-1252 as UTF-8.

    Latin-1, which is the same but for the bytes 80 to 9F, is decoded in a quarter of the time.
    """
    import numpy as np

    latin = not ((np.frombuffer(data, np.uint8) & 0xE0) == 0x80).any()
    return data.decode("latin-1" if latin else WINDOWS).encode()


def with_line_feeds(data: bytes) -> bytes:
    """Return UTF-8 in which every line ends in a line feed."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def encoded_twice(data: bytes) -> int | None:
    """Return where text in UTF-8 shows that it was encoded twice, None where it does not."""
    if not any(byte in data for byte in _IN_EACH):
        return None
    found = _TWICE.search(data.decode())
    return None if found is None else len(found.string[: found.start()].encode())


@dataclass(frozen=True)
class _Quotes:
    """Where the quotes of whole records are, of which each stands around a whole field.

    Positions in ``text``: of the quotes around fields (``outer``), of the first and second of each
    pair within one (``doubled``), of the equals signs before one, and of the delimiters and line
    ends ``within`` one.
    """

    text: "NDArray[np.uint8]"
    outer: "NDArray[np.intp]"
    doubled: "NDArray[np.intp]"
    equals: "NDArray[np.intp]"
    within: "NDArray[np.intp]"


class Quoting(Enum):
    """What quotes do in whole records.

    IDLE: without them every field would be the same. AROUND: they stand around whole fields alone,
    white space aside, and are closed. IRREGULAR: only reading field by field tells what is said.
    """

    IDLE = "idle"
    AROUND = "around"
    IRREGULAR = "irregular"


def quoting(data: bytes, delimiter: bytes) -> Quoting:
    """Return what the quotes of whole records do."""
    if b'"' not in data:
        return Quoting.IDLE
    quotes = _quotes(with_line_feeds(data), delimiter)
    if quotes is None:
        return Quoting.IRREGULAR
    needed = quotes.doubled.size or quotes.equals.size or quotes.within.size
    return Quoting.AROUND if needed else Quoting.IDLE


def without_quotes(data: bytes, delimiter: bytes) -> bytes:
    """Return whole regular records with marks in place of what quotes protect, without the quotes.

    Raises ValueError where they are not regular.
    """
    import numpy as np

    quotes = _quotes(data, delimiter)
    if quotes is None:
        raise ValueError("a quote stands elsewhere than around a whole field")
    text = quotes.text.copy()
    # ="0320" keeps a spreadsheet from taking it for a number.
    text[quotes.equals] = _SPACE
    is_break = text[quotes.within] == _LINE_END
    text[quotes.within[is_break]] = BREAK_MARK[0]
    text[quotes.within[~is_break]] = DELIMITER_MARK[0]
    text[quotes.doubled] = QUOTE_MARK[0]
    left = np.ones(text.size, np.bool_)
    left[quotes.outer] = left[quotes.doubled + 1] = False
    left[0] = left[-1] = False
    return text[left].tobytes()


def _quotes(data: bytes, delimiter: bytes) -> _Quotes | None:
    """Return where the quotes of whole records are; None where they are not regular."""
    import numpy as np

    # A line end before and after, so that every field has something on both sides.
    text = np.frombuffer(b"\n%b\n" % data, np.uint8)
    special = np.flatnonzero((text == _QUOTE) | (text == _LINE_END) | (text == delimiter[0]))
    is_quote = text[special] == _QUOTE
    within = (np.cumsum(is_quote, dtype=np.uint32) & 1).astype(np.bool_) & ~is_quote
    quotes = special[is_quote]
    if quotes.size % 2:
        return None
    # The second of two quotes side by side within a field opens what the first closed.
    doubled = np.flatnonzero(quotes[1:-1:2] + 1 == quotes[2::2]) * 2 + 1
    is_outer = np.ones(quotes.size, np.bool_)
    is_outer[doubled] = is_outer[doubled + 1] = False
    # The number of fields that have ended before a quote is that of its own.
    ends_field = ~is_quote & ~within
    fields = special[ends_field]
    field = np.cumsum(ends_field, dtype=np.uint32)[is_quote][is_outer]
    outer = quotes[is_outer]
    opening, closing = outer[::2], outer[1::2]
    equals = text[opening - 1] == _EQUALS
    if not (
        (field[::2] == field[1::2]).all()
        and _only_space(text, fields[field[::2] - 1] + 1, opening - equals)
        and _only_space(text, closing + 1, fields[field[::2]])
    ):
        return None
    return _Quotes(text, outer, quotes[doubled], opening[equals] - 1, special[within])


def _only_space(
    text: "NDArray[np.uint8]", begins: "NDArray[np.intp]", ends: "NDArray[np.intp]"
) -> bool:
    """Return whether every stretch from ``begins`` to before ``ends`` is white space, and short."""
    import numpy as np

    for _ in range(_WIDEST):
        left = begins < ends
        if not left.any():
            return True
        begins, ends = begins[left], ends[left]
        if not np.isin(text[begins], np.frombuffer(b" \t", np.uint8)).all():
            return False
        begins = begins + 1
    return False


def with_single_spaces(data: bytes, delimiter: bytes) -> bytes:
    """Return lines of UTF-8 with one space for each run of white space, and none around a field."""
    if delimiter != b"\t" and b"\t" in data:
        data = data.replace(b"\t", b" ")
    if any(byte in data for byte in _FIRST_OF_SPACES):
        for space in _SPACES[1:]:
            if space in data:
                data = data.replace(space, b" ")
    return _without_outer_spaces(data, delimiter)


def _without_outer_spaces(data: bytes, delimiter: bytes) -> bytes:
    """Return lines without spaces around fields, and with one for several within."""
    import numpy as np

    ends = np.zeros(256, np.bool_)
    ends[[_LINE_END, delimiter[0]]] = True
    bounded = b"\n%b\n" % data
    while True:
        text = np.frombuffer(bounded, np.uint8)
        spaces = np.flatnonzero(text == _SPACE)
        before, after = text[spaces - 1], text[spaces + 1]
        gone = ends[before] | ends[after] | (after == _SPACE)
        if not gone.any():
            return bounded[1:-1]
        bounded = _without(bounded, spaces[gone])
        # What stood beside two spaces may have one at its end now.
        if not ((before == _SPACE) | (after == _SPACE))[gone].any():
            return bounded[1:-1]


def _without(data: bytes, positions: "NDArray[np.intp]") -> bytes:
    """Return bytes without those at some positions."""
    import numpy as np

    if positions.size > _FEW:
        return np.delete(np.frombuffer(data, np.uint8), positions).tobytes()
    bounds = [-1, *positions.tolist(), len(data)]
    return b"".join(data[one + 1 : other] for one, other in pairwise(bounds))


def tidy(text: str) -> str:
    """Return text in NFC with one space for each run of white space; line breaks stay.

    Source: extract contract, File dialect, Values.
    """
    return _RUN.sub(" ", unicodedata.normalize("NFC", text)).strip()


def starts_with_mark(data: bytes) -> tuple[str | None, int]:
    """Return the encoding that a file's first bytes show, if any, and the length of its mark.

    UTF-16 without a mark is told by its zeros: every other byte of ASCII is one.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, UTF_8),
        (codecs.BOM_UTF16_LE, UTF_16_LE),
        (codecs.BOM_UTF16_BE, UTF_16_BE),
    ):
        if data.startswith(mark):
            return encoding, len(mark)
    first = data[:256]
    for encoding, zeros, others in (
        (UTF_16_LE, first[1::2], first[::2]),
        (UTF_16_BE, first[::2], first[1::2]),
    ):
        if zeros and zeros.count(0) * 10 >= len(zeros) * 8 and others.count(0) == 0:
            return encoding, 0
    return None, 0
