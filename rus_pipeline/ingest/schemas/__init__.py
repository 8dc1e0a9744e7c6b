"""The delivered files: ``SCHEMAS``, and one module a file with its Pandera model.

Source: extract contract, Columns.
"""

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from rus_pipeline.ingest.schema import ExtractSchema

if TYPE_CHECKING:
    import pandera.polars as pa


@cache
def _models() -> "Mapping[str, type[pa.DataFrameModel]]":
    from rus_pipeline.ingest.schemas.doegnophold import Doegnophold
    from rus_pipeline.ingest.schemas.eksterne_forloeb import EksterneForloeb
    from rus_pipeline.ingest.schemas.forloeb import Forloeb
    from rus_pipeline.ingest.schemas.maalinger import Maalinger
    from rus_pipeline.ingest.schemas.noter import Noter
    from rus_pipeline.ingest.schemas.posteringer import Posteringer
    from rus_pipeline.ingest.schemas.tilskud import Tilskud
    from rus_pipeline.ingest.schemas.tvaergaaende import Tvaergaaende

    return {
        "forloeb": Forloeb,
        "eksterne_forloeb": EksterneForloeb,
        "posteringer": Posteringer,
        "doegnophold": Doegnophold,
        "tilskud": Tilskud,
        "tvaergaaende": Tvaergaaende,
        "maalinger": Maalinger,
        "noter": Noter,
    }


def _schema(stem: str) -> "pa.DataFrameSchema":
    return _models()[stem].to_schema()


def _file(
    stem: str, description: str, *, required: bool = False, of: str | None = None
) -> ExtractSchema:
    return ExtractSchema(stem, description, required, partial(_schema, stem), of)


# A file that names ids of another comes after it, to be held against it. The assets' descriptions
# are told without loading a model.
SCHEMAS: Mapping[str, ExtractSchema] = {
    schema.stem: schema
    for schema in (
        _file("forloeb", "Behandlingsforløb fra journalen.", required=True),
        _file("eksterne_forloeb", "Forløb uden for centret, som hjemkommunen betaler."),
        _file("posteringer", "Bogførte udgifter og indtægter."),
        _file("doegnophold", "Døgnophold, som centret har medvirket til."),
        _file("tilskud", "Bevilgede tilskud."),
        _file("tvaergaaende", "Tværgående indsats og fokusområder, som tekst."),
        _file("maalinger", "Scorer af måleredskaber, hver i et forløb.", of="forloeb"),
        _file("noter", "Centrets egne noter under rapportens tabeller."),
    )
}
