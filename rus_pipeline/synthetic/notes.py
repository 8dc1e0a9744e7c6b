"""The centre's own notes under tables: ``noter.csv``, synthetic."""

from rus_pipeline.synthetic.measures import MEASURED_SINCE

NOTES = {
    "effekt-ors": (
        f"Centret har målt med ORS og SRS siden januar {MEASURED_SINCE}. Et forløb, der begyndte"
        " før, har kun målinger fra da af, og den, der kun kom til en enkelt samtale, har ikke to."
    ),
    "tabel-09": (
        "I juli holder mange ferie, borgere som medarbejdere, og nye forløb venter ofte til august."
    ),
}
"""Table → the note under it."""
