"""A small made-up table, for tests of the engine apart from the report's tables."""

from rus_pipeline.figures.declaration import COURSES, Chapter, CountedItem, Table, fixed

A = CountedItem("alkohol", "Alkohol", {"omraade": "alkohol"})
B = CountedItem("stof", "Stof", {"omraade": "stof"})
ONE = CountedItem("antal", "Antal")


def small_table(rows=(A, B), columns=(ONE,), measure=COURSES, **more) -> Table:
    return Table(
        id="lille",
        chapter=Chapter.PERSONS,
        title="Lille tabel",
        source=more.pop("source", "forloeb"),
        measure=measure,
        rows=fixed(*rows),
        columns=fixed(*columns),
        definition="Til prøve.",
        **more,
    )
