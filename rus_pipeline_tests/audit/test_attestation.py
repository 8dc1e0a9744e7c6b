"""The signature of a crate: its key, its statement, and which keys are accepted."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from securesystemslib.dsse import Envelope

from rus_pipeline.audit.attestation import (
    FILE,
    PAYLOAD_TYPE,
    PREDICATE_TYPE,
    UnusableKeyError,
    complaints,
    public_key,
    signed,
    signer,
)
from rus_pipeline_tests.audit.releases import key_pair

DIGESTS = {"figures.csv": "a" * 64, "manifest.json": "b" * 64}
PREDICATE = {"edition": 2023, "release": 1, "gates": {"no-row-twice": 3}}

OTHERS = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ed448": ed448.Ed448PrivateKey.generate,
}


@pytest.fixture(name="keys")
def _keys(tmp_path):
    private, public = key_pair(tmp_path)
    return signer(private), public_key(public)


def envelope(keys, digests=DIGESTS, predicate=PREDICATE):
    return signed(digests, predicate, keys[0])


def found(data, keys, digests=DIGESTS, predicate=PREDICATE):
    return list(complaints(data, digests, predicate, keys and keys[1]))


def statement_of(data):
    return json.loads(base64.b64decode(json.loads(data)["payload"]))


def with_statement(data, change):
    """Return the envelope with its statement changed, and the signature as it was."""
    outer, statement = json.loads(data), statement_of(data)
    change(statement)
    text = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    outer["payload"] = base64.b64encode(text.encode()).decode()
    return pretty(outer)


def pretty(outer):
    return (json.dumps(outer, sort_keys=True, indent=1) + "\n").encode()


def resigned(keys, change, kind=PAYLOAD_TYPE):
    """Return an envelope of a changed statement, rightly signed."""
    changed = with_statement(envelope(keys), change)
    made = Envelope(base64.b64decode(json.loads(changed)["payload"]), kind, {})
    made.sign(keys[0])
    return pretty(made.to_dict())


def test_a_signed_statement_is_verified(keys):
    assert found(envelope(keys), keys) == []


def test_it_is_an_in_toto_statement_of_each_file(keys):
    assert statement_of(envelope(keys)) == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
            {"name": "figures.csv", "digest": {"sha256": "a" * 64}},
            {"name": "manifest.json", "digest": {"sha256": "b" * 64}},
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": PREDICATE,
    }
    assert json.loads(envelope(keys))["payloadType"] == "application/vnd.in-toto+json"


def test_the_signature_is_one_of_the_specification(tmp_path, keys):
    """DSSE signs ``DSSEv1 SP len(type) SP type SP len(body) SP body``."""
    data = json.loads(envelope(keys))
    body = base64.b64decode(data["payload"])
    kind = data["payloadType"].encode()
    encoded = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)
    key = load_pem_private_key((tmp_path / "1-private.pem").read_bytes(), None)
    signature = base64.b64decode(data["signatures"][0]["sig"])
    key.public_key().verify(signature, encoded)


def test_the_same_statement_and_key_give_the_same_bytes(tmp_path, keys):
    again = signer(key_pair(tmp_path)[0])
    backwards = dict(reversed(DIGESTS.items()))
    assert signed(backwards, dict(reversed(PREDICATE.items())), again) == envelope(keys)
    assert envelope(keys, predicate={**PREDICATE, "release": 2}) != envelope(keys)


def test_another_key_is_refused(tmp_path, keys):
    other = public_key(key_pair(tmp_path, 2)[1])
    assert found(envelope(keys), (None, other)) == [f"{FILE} is not signed with this key"]


def test_a_false_key_id_is_refused(tmp_path, keys):
    other = public_key(key_pair(tmp_path, 2)[1])
    outer = json.loads(envelope(keys))
    outer["signatures"][0]["keyid"] = other.keyid
    assert found(pretty(outer), (None, other)) == [
        f"{FILE}: the signature does not hold for the statement"
    ]


def change_release(statement):
    statement["predicate"]["release"] = 2


def test_an_altered_statement_is_found(keys):
    assert found(with_statement(envelope(keys), change_release), keys) == [
        f"{FILE}: the signature does not hold for the statement",
        f"{FILE}: the statement's release is not what the crate's manifest says",
    ]
    assert found(with_statement(envelope(keys), dict), keys) == []


@pytest.mark.parametrize("at", [0, 40, 85])
def test_an_altered_signature_is_found(keys, at):
    outer = json.loads(envelope(keys))
    signature = outer["signatures"][0]["sig"]
    other = "A" if signature[at] != "A" else "B"
    outer["signatures"][0]["sig"] = signature[:at] + other + signature[at + 1 :]
    assert found(pretty(outer), keys)


def test_a_changed_padding_bit_of_the_signature_is_found(keys):
    """The last letter of 64 bytes in base64 has four bits to spare."""
    outer = json.loads(envelope(keys))
    signature = outer["signatures"][0]["sig"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = letters[letters.index(signature[85]) ^ 1]
    outer["signatures"][0]["sig"] = f"{signature[:85]}{last}=="
    assert base64.b64decode(outer["signatures"][0]["sig"]) == base64.b64decode(signature)
    assert found(pretty(outer), keys) == [
        f"{FILE} was altered: it is not written as a statement with one signature is"
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda outer: outer.update(more="words"),
        lambda outer: outer["signatures"].append(outer["signatures"][0] | {"keyid": "0"}),
        lambda outer: outer["signatures"][0].update(note="words"),
    ],
)
def test_an_addition_to_the_envelope_is_found(keys, change):
    outer = json.loads(envelope(keys))
    change(outer)
    assert found(pretty(outer), keys)


@pytest.mark.parametrize(
    ("name", "value"),
    [("_type", "https://in-toto.io/Statement/v0.1"), ("predicateType", "https://slsa.dev/v1")],
)
def test_a_statement_of_another_kind_is_refused(keys, name, value):
    data = resigned(keys, lambda statement: statement.update({name: value}))
    (complaint,) = found(data, keys)
    assert complaint.startswith(f"{FILE}: the statement is of another kind, {value}; expected")


def test_an_envelope_of_another_payload_is_refused(keys):
    (complaint,) = found(resigned(keys, dict, "text/plain"), keys)
    assert "of another kind, text/plain" in complaint
    assert found(resigned(keys, dict), keys) == []


def test_the_subject_must_be_exactly_the_files(keys):
    data = envelope(keys)
    gone, more = {"figures.csv": "a" * 64}, {**DIGESTS, "extra.txt": "c" * 64}
    altered = {**DIGESTS, "figures.csv": "c" * 64}
    assert found(data, keys, gone) == ["manifest.json is in the signed statement and gone"]
    assert found(data, keys, more) == ["extra.txt is not in the signed statement"]
    assert found(data, None, altered) == [
        f"figures.csv was altered: sha256 {'c' * 64}, {'a' * 64} in the statement"
    ]


def test_a_file_named_twice_is_found(keys):
    def twice(statement):
        statement["subject"].append(statement["subject"][0])

    assert found(resigned(keys, twice), keys) == [f"{FILE}: the statement names a file twice"]


@pytest.mark.parametrize("change", [{"release": 2}, {"gates": {}}, {"more": 1}])
def test_the_predicate_must_agree_with_the_manifest(keys, change):
    (complaint,) = found(envelope(keys), keys, predicate={**PREDICATE, **change})
    assert complaint == (
        f"{FILE}: the statement's {next(iter(change))} is not what the crate's manifest says"
    )


def test_without_a_key_the_signature_is_not_checked(keys):
    outer = json.loads(envelope(keys))
    outer["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()
    assert found(pretty(outer), None) == []
    assert found(pretty(outer), keys)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"payload": 1, "payloadType": "", "signatures": []}',
        b'{"payload": "!", "payloadType": "", "signatures": []}',
        b'{"payload": "e30=", "payloadType": "", "signatures": []}',
        b'{"payload": "W10=", "payloadType": "", "signatures": [1]}',
        b"[" * 99999,
    ],
)
def test_a_file_that_is_no_envelope_is_a_complaint(keys, data):
    assert found(data, keys) == [f"{FILE} cannot be read as a signed statement"]


def test_an_envelope_without_signatures_is_refused(keys):
    outer = json.loads(envelope(keys)) | {"signatures": []}
    assert f"{FILE} is not signed with this key" in found(pretty(outer), keys)


@pytest.mark.parametrize("kind", OTHERS)
def test_a_key_of_another_kind_is_refused(tmp_path, kind):
    key = OTHERS[kind]()
    path = tmp_path / "key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(UnusableKeyError, match=r"key\.pem is a key of another kind"):
        signer(path)
    spki = PublicFormat.SubjectPublicKeyInfo
    path.write_bytes(key.public_key().public_bytes(Encoding.PEM, spki))
    with pytest.raises(UnusableKeyError, match=r"key\.pem is a key of another kind"):
        public_key(path)


def test_an_encrypted_key_is_refused_with_advice(tmp_path):
    key = load_pem_private_key(key_pair(tmp_path)[0].read_bytes(), None)
    path = tmp_path / "key.pem"
    locked = BestAvailableEncryption(b"word")
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    with pytest.raises(UnusableKeyError, match=r"encrypted; .* openssl pkey -in key\.pem"):
        signer(path)


def test_a_key_in_the_form_of_ssh_is_refused(tmp_path):
    key = load_pem_private_key(key_pair(tmp_path)[0].read_bytes(), None)
    path = tmp_path / "key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    with pytest.raises(UnusableKeyError, match="another kind"):
        signer(path)


def test_the_other_key_of_the_pair_is_refused_with_advice(tmp_path):
    private, public = key_pair(tmp_path)
    with pytest.raises(UnusableKeyError, match="is a public key; to sign takes the private one"):
        signer(public)
    with pytest.raises(UnusableKeyError, match="is a private key; to check takes the public one"):
        public_key(private)


@pytest.mark.parametrize("load", [signer, public_key])
def test_a_file_that_is_no_key_is_refused(tmp_path, load):
    path = tmp_path / "key.pem"
    with pytest.raises(UnusableKeyError, match="there is no such key file"):
        load(path)
    with pytest.raises(UnusableKeyError, match="there is no such key file"):
        load(tmp_path)
    path.write_text("ssh-ed25519 AAAA")
    with pytest.raises(UnusableKeyError, match="is no key: expected a PEM file"):
        load(path)
    own = key_pair(tmp_path)[load is public_key].read_text()
    path.write_text(own.replace("MC", "XX"))
    with pytest.raises(UnusableKeyError, match="is damaged"):
        load(path)
