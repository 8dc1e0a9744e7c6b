"""Courses for relatives and families, from the application of 2014."""

from rus_pipeline.figures.transcribed import Transcribed

TABLE = Transcribed(
    id="ansoegning-forloeb",
    title="Pårørende- og familieforløb 2012–2013",
    source="Skema 2 pkt. 3 Behandlingstilbud (EKJ)",
    definition="Udtræk fra klientjournalen, som trykt i ansøgningen om puljestøtte 2014.",
    stub="Tilbud",
    notes=("* Familieforløb i Stevns Kommune er måske ikke alle talt med.",),
)
