"""A result of a step: its origin and its files, and both as JSON.

Source: stages contract, What holds, 3.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Origin:
    """All that a result depends on: its asset and edition, its inputs' versions and its code.

    ``inputs`` maps each input, as ``2023/staging/forloeb``, to its version. ``code`` is the digest
    of the modules that make it; ``libraries`` that of the run-time libraries and, if the asset
    depends on it, of the pseudonym key.
    """

    asset: str
    edition: str
    inputs: Mapping[str, str]
    code: str
    libraries: str

    @cached_property
    def key(self) -> str:
        """Return the digest of all of it, under which the result is stored."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def changes(self, then: "Origin") -> Iterator[str]:
        """Yield each change since the origin ``then``, as an English sentence."""
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
    """A result: its origin, and the sha256 and size of each of its files.

    ``facts`` are reported (row counts, checks); no other step reads them.
    """

    origin: Origin
    files: Mapping[str, tuple[str, int]]
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def version(self) -> str:
        """Return the digest of its files, which does not depend on its origin."""
        text = json.dumps(sorted((name, sha) for name, (sha, _) in self.files.items()))
        return hashlib.sha256(text.encode()).hexdigest()

    def as_text(self) -> str:
        """Return it as JSON."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        return f"{text}\n"

    @classmethod
    def from_text(cls, text: str) -> "Result":
        """Read the text of ``as_text``. Raises ValueError, KeyError or TypeError for other text."""
        found = json.loads(text)
        files = {name: (sha, size) for name, (sha, size) in found["files"].items()}
        return cls(Origin(**found["origin"]), files, found["facts"])
