"""Table 14: what the centre will focus on in the year to come, as text."""

from rus_pipeline.figures.declaration import Chapter, Narrative

TABLE = Narrative(
    id="tabel-14",
    chapter=Chapter.WORK,
    title="Fokusområder for tværgående indsats i {next}",
    kind="fokus",
    definition="Centrets egne fokusområder for det kommende år.",
)
