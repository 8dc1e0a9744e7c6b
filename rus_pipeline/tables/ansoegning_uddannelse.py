"""Training: who has it and how many places are wished for, from the application of 2014."""

from rus_pipeline.figures.transcribed import Transcribed

TABLE = Transcribed(
    id="ansoegning-uddannelse",
    title="Alkoholbehandlernes uddannelse: nuværende og ønskede pladser, 2014",
    source="Skema 2 pkt. 8 Kompetenceudvikling",
    definition="Som trykt i ansøgningen om puljestøtte 2014.",
    stub="Uddannelse",
)
