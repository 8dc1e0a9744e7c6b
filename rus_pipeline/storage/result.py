"""A result of a step: what it was made from, what its files are, and both as JSON.

What belongs here: the values, and what is told of a change between them. What does not: where they
are kept (``store``). Source: stages contract, What holds, 3.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Origin:
    """What a result is made from: its asset and edition, its inputs' versions, its code.

    ``inputs`` maps each input, as ``2023/staging/forloeb``, to its version; ``code`` is the digest
    of the modules that make it, ``libraries`` of the run-time libraries and, where it is used, of
    the pseudonym key.
    """

    asset: str
    edition: str
    inputs: Mapping[str, str]
    code: str
    libraries: str

    @cached_property
    def key(self) -> str:
        """Return the digest of all of it, under which the result is kept."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def changes(self, then: "Origin") -> Iterator[str]:
        """Yield what is not as it was ``then``, in English."""
        for name in sorted(self.inputs.keys() | then.inputs.keys()):
            if name not in then.inputs:
                yield f"{name} is new"
            elif name not in self.inputs:
                yield f"{name} is gone"
            elif self.inputs[name] != then.inputs[name]:
                yield f"{name} is changed"
        for what in ("code", "libraries"):
            if getattr(self, what) != getattr(then, what):
                yield f"the {what} {'is' if what == 'code' else 'are'} changed"


@dataclass(frozen=True)
class Result:
    """What was made: its origin, and the sha256 and size of each of its files.

    ``facts`` are told of it (row counts, checks), and no other step reads them.
    """

    origin: Origin
    files: Mapping[str, tuple[str, int]]
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def version(self) -> str:
        """Return the digest of its files: alike, whatever it was made from."""
        text = json.dumps(sorted((name, sha) for name, (sha, _) in self.files.items()))
        return hashlib.sha256(text.encode()).hexdigest()

    def as_text(self) -> str:
        """Return it as JSON."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        return f"{text}\n"

    @classmethod
    def from_text(cls, text: str) -> "Result":
        """Return what ``as_text`` returned. Raises ValueError, KeyError or TypeError for others."""
        found = json.loads(text)
        files = {name: (sha, size) for name, (sha, size) in found["files"].items()}
        return cls(Origin(**found["origin"]), files, found["facts"])
