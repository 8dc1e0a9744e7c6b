"""Closing reasons 2010-2013 from the national register, small counts suppressed as printed."""

from rus_pipeline.figures.transcribed import Transcribed

TABLE = Transcribed(
    id="register-afslutningsaarsager",
    title="Afsluttede alkoholforløb 2010–2013, efter afslutningsårsag",
    source="Skema 2 pkt. 3 Afslutningsårsager (NAB, inst. 3502)",
    definition=(
        "Udtræk fra Det Nationale Alkoholbehandlingsregister for centrets institutionskode, som"
        " trykt i ansøgningen om puljestøtte 2014."
    ),
    stub="Årsag",
    total="I alt",
    notes=("<5 er et skjult antal fra 1 til 4, <2 kan kun være 1. Summen er derfor et interval.",),
)
