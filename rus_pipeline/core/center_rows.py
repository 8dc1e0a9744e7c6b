"""What ``center.toml`` says of single rows: accounts, signs, and courses of several lines.

Source: extract contract, The raw folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rus_pipeline.core.codes import code_list, fold
from rus_pipeline.core.toml_file import Path_, TomlFile

NOT_COUNTED = "ikke med"

_LIST_OF = {"omraade": "omraader", "form": "former", "art": "arter"}
EXAMPLE = '{ omraade = "Alkohol", form = "Ambulant", art = "Udgift" }'
_SIGNS = VOUCHER, LEDGER = "bilag", "finans"


@dataclass(frozen=True)
class Konto:
    """What the postings of an account are: values of the contract's columns of these names."""

    omraade: str
    form: str
    art: str


@dataclass(frozen=True)
class RowRules:
    """How rows are read, beyond their words.

    ``konti`` maps a pattern of accounts, folded, to what their postings are, or to None where they
    are not the centre's. ``income_negative``: income is booked negative. ``ens`` are the columns in
    which rows of one course are alike, none where each row is a course; ``ens_line`` is where
    ``center.toml`` says so.
    """

    konti: Mapping[str, Konto | None] = field(default_factory=dict[str, Konto | None])
    income_negative: bool = False
    ens: tuple[str, ...] = ()
    ens_line: int | None = None


def read_row_rules(file: TomlFile) -> RowRules:
    """Read ``[konti]``, ``[fortegn]`` and ``[saml.forloeb]``.

    Raises ExtractError with the line of what cannot be used. Whether ``ens`` names columns is
    checked where the columns are known (``ingest.delivery.check_translations``).
    """
    return RowRules(
        konti=_konti(file),
        income_negative=_sign(file) == LEDGER,
        ens=_ens(file),
        ens_line=file.lines.get(("saml", "forloeb", "ens")),
    )


def _konti(file: TomlFile) -> dict[str, Konto | None]:
    found: dict[str, Konto | None] = {}
    for pattern, value in _table(file, ("konti",)).items():
        folded = fold(pattern)
        if not folded or folded in found:
            what = "står to gange" if folded else "er tom"
            raise file.error(("konti", pattern), f'[konti]: kontoen "{pattern}" {what}')
        found[folded] = _konto(file, pattern, value)
    return found


def _konto(file: TomlFile, pattern: str, value: object) -> Konto | None:
    at: Path_ = ("konti", pattern)
    if isinstance(value, str) and fold(value) == NOT_COUNTED:
        return None
    if not isinstance(value, dict) or value.keys() != _LIST_OF.keys():
        # An account without quotes is read as tables within tables, of which the last has a line.
        raise file.error(
            next((path for path in file.lines if path[:2] == at), at),
            f'[konti] skal have linjer som "{pattern}" = {EXAMPLE} eller "{pattern}" ='
            f' "{NOT_COUNTED}", med kontoen i citationstegn',
        )
    for column, listed in _LIST_OF.items():
        known = [code.navn for code in code_list(listed)]
        said = value[column]
        if not isinstance(said, str) or fold(said) not in map(fold, known):
            raise file.error(
                (*at, column),
                f'[konti] giver "{pattern}" {column} = "{said}"; ventet {" eller ".join(known)}',
            )
    return Konto(**{column: str(said).strip() for column, said in value.items()})


def _sign(file: TomlFile) -> str:
    given = _table(file, ("fortegn",))
    for name in given:
        if name != "posteringer":
            raise file.error(("fortegn", name), f"[fortegn] har kun posteringer, ikke {name}")
    sign = given.get("posteringer", VOUCHER)
    if sign not in _SIGNS:
        raise file.error(
            ("fortegn", "posteringer"),
            f'posteringer i [fortegn] skal være "{VOUCHER}" (indtægter er positive) eller'
            f' "{LEDGER}" (indtægter er negative og vendes)',
        )
    return str(sign)


def _ens(file: TomlFile) -> tuple[str, ...]:
    for stem in _table(file, ("saml",)):
        if stem != "forloeb":
            raise file.error(("saml", stem), f"[saml.{stem}]: kun rækker i forloeb kan samles")
    given = _table(file, ("saml", "forloeb"))
    for name in given:
        if name != "ens":
            raise file.error(("saml", "forloeb", name), f"[saml.forloeb] har kun ens, ikke {name}")
    ens = given.get("ens", [])
    if not isinstance(ens, list) or not all(isinstance(name, str) for name in ens):
        ens = []
    if (given and not ens) or len(set(map(fold, ens))) < len(ens):
        raise file.error(
            ("saml", "forloeb", "ens"),
            "ens i [saml.forloeb] skal være en liste af kolonner, hver én gang, fx"
            ' ens = ["forloeb_id"]',
        )
    return tuple(fold(name) for name in ens)


def _table(file: TomlFile, at: tuple[str, ...]) -> Mapping[str, object]:
    value: object = file.values
    for key in at:
        value = value.get(key, {}) if isinstance(value, dict) else {}
    if not isinstance(value, dict):
        raise file.error(at, f"[{'.'.join(at)}] skal være en tabel")
    return value
