"""What a centre offers, promises and follows: three tables of ``center.toml``.

Source: extract contract, The raw folder.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rus_pipeline.core.codes import code_list, fold
from rus_pipeline.core.toml_file import Path_, TomlFile

YOUNG = "stof-unge"
"""The column of drug treatment of those under 18. Source: counting rules, Words."""

_MOST_DAYS, _MOST_MONTHS = 365, 60
_LAST_LAYOUT = 2100


@dataclass(frozen=True)
class Tilbud:
    """``[tilbud]``: the kinds of treatment that the centre offers, and whether to the young.

    ``indsatser`` are keys of the code list, in its order. With ``unge`` false the age divides no
    drug treatment: there is one column for it.
    """

    indsatser: tuple[str, ...] = ("alkohol", "stof", "paaroerende")
    unge: bool = True

    def offers(self, treatment: str) -> bool:
        """Return whether the centre offers a treatment: ``alkohol``, ``stof``, ``stof-unge`` …."""
        return treatment.partition("-")[0] in self.indsatser and (self.unge or treatment != YOUNG)


@dataclass(frozen=True)
class Frister:
    """``[frister]``: the quality standard's terms.

    ``behandlingsgaranti_dage`` are the days from first contact to admission, treatment plan and
    doctor's talk. ``opfoelgning_mdr`` are the calendar months from discharge to the two follow-ups,
    which are delivered as ``opfoelgning_1md_dato`` and ``opfoelgning_6md_dato`` whatever they are.
    ``fastholdelse_dage`` are the days of treatment after which one is retained in it. Source:
    counting rules, Quality standard and What else the field counts.
    """

    behandlingsgaranti_dage: int = 14
    opfoelgning_mdr: tuple[int, int] = (1, 6)
    fastholdelse_dage: int = 84


EVERYTHING = Tilbud()
USUAL_TERMS = Frister()


def read_tilbud(file: TomlFile) -> Tilbud:
    """Return what the centre offers. Raises ExtractError for anything else than the contract's."""
    given = _table(file, "tilbud", tuple(asdict(EVERYTHING)))
    unge = given.get("unge", True)
    if not isinstance(unge, bool):
        raise file.error(("tilbud", "unge"), "tilbud.unge skal være true eller false")
    if "indsatser" not in given:
        return Tilbud(unge=unge)
    known = {fold(code.navn): code.kode for code in code_list("indsatser")}
    listed = given["indsatser"]
    keys = [known.get(fold(word)) for word in _texts(listed)]
    if not keys or None in keys or len({*keys}) < len(keys):
        names = ", ".join(f'"{code.navn}"' for code in code_list("indsatser"))
        raise file.error(
            ("tilbud", "indsatser"),
            f"tilbud.indsatser skal være en liste af {names}, mindst én og hver højst én gang",
        )
    return Tilbud(tuple(key for key in known.values() if key in keys), unge)


def read_frister(file: TomlFile) -> Frister:
    """Return the standard's terms. Raises ExtractError for anything else than the contract's."""
    usual = USUAL_TERMS
    given = _table(file, "frister", tuple(asdict(usual)))
    for name in ("behandlingsgaranti_dage", "fastholdelse_dage"):
        if name in given:
            _refuse_other(file, ("frister", name), given[name], _MOST_DAYS)
    months = given.get("opfoelgning_mdr", list(usual.opfoelgning_mdr))
    if not isinstance(months, list) or not all(_whole(month, _MOST_MONTHS) for month in months):
        months = []
    if len(months) != 2 or months[0] >= months[1]:
        raise file.error(
            ("frister", "opfoelgning_mdr"),
            "frister.opfoelgning_mdr skal være to hele tal, det mindste først, fra 1 til"
            f" {_MOST_MONTHS}, fx [1, 6]",
        )
    return Frister(
        behandlingsgaranti_dage=given.get("behandlingsgaranti_dage", usual.behandlingsgaranti_dage),
        opfoelgning_mdr=(months[0], months[1]),
        fastholdelse_dage=given.get("fastholdelse_dage", usual.fastholdelse_dage),
    )


def read_layout(file: TomlFile, first: int) -> int | None:
    """Return the year whose layout every edition follows, None where each follows its own.

    ``first`` is the earliest year that may be named. Raises ExtractError for anything else.
    """
    given = _table(file, "udgaver", ("som",))
    year: object = given.get("som")
    if year is None:
        return None
    if not isinstance(year, int) or not first <= year <= _LAST_LAYOUT:
        raise file.error(
            ("udgaver", "som"), f"udgaver.som skal være et årstal fra {first} til {_LAST_LAYOUT}"
        )
    return year


def _table(file: TomlFile, name: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    given = file.values.get(name, {})
    if not isinstance(given, dict):
        raise file.error((name,), f"[{name}] skal være en tabel")
    for key in given:
        if key not in known:
            raise file.error(
                (name, key), f"[{name}] har ingen nøgle {key}; den har {', '.join(known)}"
            )
    return given


def _texts(listed: object) -> list[str]:
    every = listed if isinstance(listed, list) else []
    return [word if isinstance(word, str) else "" for word in every]


def _refuse_other(file: TomlFile, at: Path_, value: object, most: int) -> None:
    if not _whole(value, most):
        raise file.error(at, f"{'.'.join(map(str, at))} skal være et helt tal fra 1 til {most}")


def _whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
