"""The signature of a release: an in-toto statement of its files in a signed DSSE envelope.

Make a key pair with OpenSSL, 1.1.1 or newer. The private key signs and stays secret; give the
public key to those who check::

    openssl genpkey -algorithm ed25519 -out private.pem
    openssl pkey -in private.pem -pubout -out public.pem

An Ed25519 signature of the same statement by the same key has the same bytes. A signature is
checked with the public key alone, without the network.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rus_pipeline.core.errors import InputError

if TYPE_CHECKING:
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

FILE = "attestation.dsse.json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://rus-pipeline.invalid/release/v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"

_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")
_PRIVATE, _PUBLIC = "PRIVATE KEY", "PUBLIC KEY"


class UnusableKeyError(InputError):
    """A key cannot be used; the message says which kind is expected."""


def signer(path: Path) -> "CryptoSigner":
    """Return a signer for the private key in a PEM file (PKCS#8, Ed25519, not encrypted).

    Raises UnusableKeyError.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

    data, label = _pem(path)
    if label == f"ENCRYPTED {_PRIVATE}":
        raise UnusableKeyError(
            f"{path}: the private key is encrypted; give it as openssl pkey -in {path.name} writes"
            " it without a password"
        )
    if label.endswith(_PUBLIC):
        raise UnusableKeyError(f"{path} is a public key; to sign takes the private one")
    try:
        found = load_pem_private_key(data, password=None) if label == _PRIVATE else None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKeyError(f"{path} is damaged: the private key in it cannot be read") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise UnusableKeyError(
            f"{path} is a key of another kind; expected a private Ed25519 key (PKCS#8)"
        )
    return CryptoSigner(found)


def public_key(path: Path) -> "SSlibKey":
    """Return the public key in a PEM file (Ed25519). Raises UnusableKeyError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]

    data, label = _pem(path)
    if label.endswith(_PRIVATE):
        raise UnusableKeyError(
            f"{path} is a private key; to check takes the public one that goes with it"
        )
    try:
        found = load_pem_public_key(data) if label == _PUBLIC else None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKeyError(f"{path} is damaged: the public key in it cannot be read") from None
    if not isinstance(found, Ed25519PublicKey):
        raise UnusableKeyError(f"{path} is a key of another kind; expected a public Ed25519 key")
    return SSlibKey.from_crypto(found)


def signed(digests: Mapping[str, str], predicate: Mapping[str, Any], by: "CryptoSigner") -> bytes:
    """Return the envelope, as JSON, of a statement that ``predicate`` holds of the files.

    ``digests`` are the files' sha256 by name.
    """
    from securesystemslib.dsse import Envelope

    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": name, "digest": {"sha256": sha256}} for name, sha256 in sorted(digests.items())
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": predicate,
    }
    payload = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    envelope = Envelope(payload.encode(), PAYLOAD_TYPE, {})
    envelope.sign(by)
    return _written(envelope)


def complaints(
    data: bytes,
    digests: Mapping[str, str],
    predicate: Mapping[str, Any] | None,
    key: "SSlibKey | None",
) -> Iterator[str]:
    """Yield a sentence for each fault of an envelope.

    ``digests`` are those of the files now; ``predicate`` is what the manifest says, None if it
    cannot be read. Without a ``key`` the signature is not checked.
    """
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import Error

    try:
        envelope = Envelope.from_dict(json.loads(data))
        extra = [one for one in envelope.signatures.values() if one.unrecognized_fields]
        known = _written(envelope) == data and len(envelope.signatures) == 1 and not extra
        statement = json.loads(envelope.payload)
        subject = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
        kinds = (envelope.payload_type, statement["_type"], statement["predicateType"])
        claimed = dict(statement["predicate"])
    except (Error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        yield f"{FILE} cannot be read as a signed statement"
        return
    if not known:
        yield f"{FILE} was altered: it is not written as a statement with one signature is"
    if key is not None:
        yield from _unverified(envelope, key)
    for found, expected in zip(kinds, (PAYLOAD_TYPE, STATEMENT_TYPE, PREDICATE_TYPE), strict=True):
        if found != expected:
            yield f"{FILE}: the statement is of another kind, {found}; expected {expected}"
    if len(subject) != len(statement["subject"]):
        yield f"{FILE}: the statement names a file twice"
    yield from _other_files(subject, digests)
    for name in sorted((claimed.keys() | predicate.keys()) if predicate is not None else ()):
        if predicate is not None and claimed.get(name) != predicate.get(name):
            yield f"{FILE}: the statement's {name} is not what the crate's manifest says"


def _unverified(envelope: "Envelope", key: "SSlibKey") -> Iterator[str]:
    from securesystemslib.exceptions import UnverifiedSignatureError

    try:
        envelope.verify([key], 1)
    except (UnverifiedSignatureError, ValueError, TypeError):
        if key.keyid in envelope.signatures:
            yield f"{FILE}: the signature does not hold for the statement"
        else:
            yield f"{FILE} is not signed with this key"


def _other_files(subject: Mapping[str, str], digests: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(subject.keys() - digests.keys()):
        yield f"{name} is in the signed statement and gone"
    for name in sorted(digests.keys() - subject.keys()):
        yield f"{name} is not in the signed statement"
    for name in sorted(digests.keys() & subject.keys()):
        if digests[name] != subject[name]:
            yield f"{name} was altered: sha256 {digests[name]}, {subject[name]} in the statement"


def _written(envelope: "Envelope") -> bytes:
    text = json.dumps(envelope.to_dict(), ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def _pem(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a PEM file and its label."""
    if not path.is_file():
        raise UnusableKeyError(f"{path}: there is no such key file")
    data = path.read_bytes()
    label = _LABEL.search(data)
    if label is None:
        raise UnusableKeyError(f"{path} is no key: expected a PEM file, as openssl writes it")
    return data, label[1].decode()
