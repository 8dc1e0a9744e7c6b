"""Files spoiled byte by byte, as disks, mail and spreadsheets spoil them; a seed gives the same."""

import random
from collections.abc import Callable, Iterator

Spoil = Callable[[bytes, random.Random], bytes]

# What means something to a reader of text.
_TOKENS = (
    *(b'"', b'""', b";", b",", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"\x1c"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xc2\xa0", b"\xc2\xad", b"\xe2\x80\x8b", b"\xcc\x8a"),
    *(b"\x01", b"\x02", b"\x03", b"\x81", b"\xe6", b"\xc3\xa6", b"\xc3\x83\xc2\xa6", b"\x80"),
    *(b"=", b'="', b"'", b"-", b".", b"NULL", b"#N/A", b"1,2E+11", b"sep=,\n", b"  ", b"/31/"),
    *(b"99999999999999999999", b"2023-01-01T23:00:00Z", b"x" * 300, b";" * 40, b"\n" * 30),
)


def _at(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = _at(data, chance)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = _at(data, chance)
    return data[:at] + chance.choice(_TOKENS) + data[at:]


def _cut_out(data: bytes, chance: random.Random) -> bytes:
    one, other = sorted((_at(data, chance), _at(data, chance)))
    return data[:one] + data[min(other, one + chance.choice((1, 2, 20, 400))) :]


def _cut_short(data: bytes, chance: random.Random) -> bytes:
    return data[: _at(data, chance)]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    one, other = sorted((_at(data, chance), _at(data, chance)))
    return data[:other] + data[one:other] + data[other:]


def _replace_all(data: bytes, chance: random.Random) -> bytes:
    return data.replace(chance.choice((b";", b"\n", b"-", b'"', b"0")), chance.choice(_TOKENS))


def _swap_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


WAYS: tuple[Spoil, ...] = (
    *(_flip, _insert, _insert, _insert, _cut_out, _cut_short, _repeat, _replace_all, _swap_lines),
)


def spoiled(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Yield so many spoiled copies, each by one to four ways."""
    chance = random.Random(seed)
    for _ in range(count):
        copy = data
        for way in chance.choices(WAYS, k=chance.choice((1, 1, 1, 2, 3, 4))):
            copy = way(copy, chance)
        yield copy
