"""Staff on 1 July 2014, from the application of 2014."""

from rus_pipeline.figures.transcribed import Transcribed

TABLE = Transcribed(
    id="ansoegning-medarbejdere",
    title="Medarbejdere pr. 1. juli 2014",
    source="Skema 2 pkt. 1 Medarbejdere pr. 1. juli 2014",
    definition="Rusmiddelcentrets medarbejdere, som trykt i ansøgningen om puljestøtte 2014.",
    stub="Stilling",
)
