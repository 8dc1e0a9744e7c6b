"""Table 13: the year's work across services, as text."""

from rus_pipeline.figures.declaration import Chapter, Narrative

TABLE = Narrative(
    id="tabel-13",
    chapter=Chapter.WORK,
    title="Tværgående rusmiddelindsats i {year}",
    kind="indsats",
    definition="Centrets egen beskrivelse af årets tværgående indsats.",
)
