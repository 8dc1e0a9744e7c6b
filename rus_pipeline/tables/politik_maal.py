"""The policy's goal in numbers: baseline, target and the latest measures."""

from rus_pipeline.figures.transcribed import ClaimAt, Goal, Goals

_GOAL = "Rusmiddelpolitik mål 3"
_LOCAL = "Rusmiddelpolitik lokale tal 2015"

TABLE = Goals(
    id="politik-maal",
    title="Rusmiddelpolitikkens mål i tal",
    goals=(
        Goal(
            words="Andelen af unge i Faxe Kommune, der har prøvet at ryge hash, falder",
            baseline=("2010", ClaimAt(_GOAL, "Andel unge prøvet hash", "2010 pct.")),
            target=(
                "Udgangen af 2020",
                ClaimAt(_GOAL, "Andel unge prøvet hash", "mål inden udgang 2020 pct."),
            ),
            measured=(
                ("2015, 7.-9. klasse", ClaimAt(_LOCAL, "7.-9. klasse prøvet hash", "pct.")),
                ("2015, 10. klasse", ClaimAt(_LOCAL, "10. klasse prøvet hash", "pct.")),
            ),
        ),
    ),
    definition=(
        "Udgangspunkt, mål og seneste måling, som trykt i Faxe Kommunes rusmiddelpolitik. De øvrige"
        " mål i politikken er uden tal."
    ),
    notes=(
        "Målingerne er fra før målets frist og deler de unge i klassetrin, som målet ikke gør. De"
        " kan derfor ikke alene sige, om målet er nået.",
    ),
)
