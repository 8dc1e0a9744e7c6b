"""Built editions for the tests of the audit."""

from rus_pipeline_tests import building


def build(raw, out, *years):
    """Build editions and fail loudly where one could not be built."""
    for result in building.build(raw, out, *(years or (2023,))):
        if isinstance(result, Exception):
            raise result


def edit(path, old, new, count=1):
    """Replace text in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old}"
    path.chmod(0o644)
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def flip(path):
    """Change one byte in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(data))
