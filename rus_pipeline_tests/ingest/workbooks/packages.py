"""Zip packages for tests: their parts from text, and one that is another's with parts changed."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile


def package(parts: Mapping[str, str | bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return content.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def exchanged(content: bytes, **changes: tuple[str, str]) -> bytes:
    """Return a package in whose XML part of that name one text is exchanged for another."""
    parts = parts_of(content)
    for stem, (old, new) in changes.items():
        (name,) = [name for name in parts if name.endswith(f"/{stem}.xml")]
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode())
    return package(parts)
