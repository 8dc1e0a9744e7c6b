"""The quality standard's promises, each beside the table that measures it."""

from rus_pipeline.figures.axes import DRUGS
from rus_pipeline.figures.declaration import COUNT, SHARE
from rus_pipeline.figures.transcribed import ClaimAt, FigureAt, Promise, Promises
from rus_pipeline.slices.variables import FOLLOWED_UP, FOLLOWED_UP_LATE, IN_TIME

_STANDARD = "Kvalitetsstandard"
_MONITORED = "Kvalitetsstandard monitorering"
_AFTER = "måneder efter afslutning"


def _follow_up(row: str) -> tuple[FigureAt, ...]:
    return (
        FigureAt("Rettidig", "kvalitet-opfoelgning", row, FOLLOWED_UP),
        FigureAt("Forsinket", "kvalitet-opfoelgning", row, FOLLOWED_UP_LATE),
    )


def _effect(words: str, claim: str, effect: str) -> Promise:
    return Promise(
        words,
        (ClaimAt(_MONITORED, claim, "pct."),),
        (
            FigureAt("Antal", "kvalitet-effekt", effect, COUNT),
            FigureAt("Andel", "kvalitet-effekt", effect, SHARE),
        ),
    )


TABLE = Promises(
    id="kvalitetsstandard-loefter",
    title="Kvalitetsstandardens løfter og hvad der blev målt i {year}",
    promises=(
        Promise(
            "Behandlingsplan inden for så mange dage efter henvendelsen",
            (ClaimAt(_STANDARD, "Behandlingsplan efter henvendelse", "frist dage"),),
            (FigureAt("Andel i tide", "kvalitet-behandlingsplan", SHARE, IN_TIME),),
        ),
        Promise(
            "I stofbehandling inden for samme frist (behandlingsgarantien)",
            (ClaimAt(_STANDARD, "Behandlingsplan efter henvendelse", "frist dage"),),
            (FigureAt("Andel i tide", "kvalitet-behandlingsgaranti", DRUGS, SHARE),),
        ),
        Promise(
            "Lægesamtale, hvis den ønskes, inden for så mange dage efter henvendelsen",
            (ClaimAt(_STANDARD, "Lægesamtale", "frist dage"),),
            (FigureAt("Andel i tide", "kvalitet-laegesamtale", SHARE, IN_TIME),),
        ),
        Promise(
            "Første opfølgning senest så mange måneder efter afslutningen",
            (ClaimAt(_STANDARD, "Opfølgning på behandlingsplan 1", _AFTER),),
            _follow_up("1-md"),
        ),
        Promise(
            "Anden opfølgning senest så mange måneder efter afslutningen",
            (ClaimAt(_STANDARD, "Opfølgning på behandlingsplan 2", _AFTER),),
            _follow_up("6-md"),
        ),
        _effect("Andelen, der er stoffri", "Andel stoffri efter afsluttet behandling", "stoffri"),
        _effect("Andelen, der har reduceret", "Andel reduceret", "reduceret"),
        _effect("Andelen, der har stabiliseret", "Andel stabiliseret", "stabiliseret"),
        Promise(
            "Andelen, der vender tilbage inden for så mange måneder",
            (ClaimAt(_STANDARD, "Genindskrivning", "måneder"),),
            (FigureAt("Andel", "kvalitet-tilbagevenden", "personer", SHARE),),
        ),
    ),
    definition=(
        "Løfterne i kvalitetsstandarden for stofmisbrugsbehandling, med det tal de er trykt med, og"
        " centrets egne tal for året fra kvalitetstabellerne."
    ),
    notes=("Kvalitetsstandarden nævner indikatorer for effekt uden at trykke noget måltal.",),
)
