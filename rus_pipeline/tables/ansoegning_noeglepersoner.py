"""Key persons wished to be trained, from the application of 2014."""

from rus_pipeline.figures.transcribed import Transcribed

TABLE = Transcribed(
    id="ansoegning-noeglepersoner",
    title="Nøglepersoner, der ønskes uddannet i samtalen om børns trivsel, 2014",
    source="Skema 2 pkt. 8 Nøglepersoner",
    definition="Som trykt i ansøgningen om puljestøtte 2014.",
    stub="Kommune",
)
