"""What the records of ``.xls`` and ``.xlsb`` have in common: packed numbers and error codes."""

import struct

from rus_pipeline.ingest.values.error_marks import NOT_AVAILABLE

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: NOT_AVAILABLE,
    0x2B: "#GETTING_DATA",
}


def error_mark(code: int) -> str:
    """Return the mark of an error code."""
    return _ERRORS.get(code, NOT_AVAILABLE)


def unpacked(rk: int) -> float:
    """Return the number in the four bytes of an RK value.

    Its lowest bits say whether it is a hundredth, and whether 30 bits of an integer or the upper
    half of a float.
    """
    if rk & 2:
        number = float((rk >> 2) - ((rk & 0x80000000) >> 1))
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, rk & 0xFFFFFFFC))
    return number / 100 if rk & 1 else number
