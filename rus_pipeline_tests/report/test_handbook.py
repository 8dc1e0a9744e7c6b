"""The generated pages are those that the declarations and schemas give today."""

from pathlib import Path

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures import field_sources
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.report.handbook import pages
from rus_pipeline.slices.variables import VARIABLES
from rus_pipeline.tables import all_tables

DOCS = Path(__file__).parents[2] / "docs"


EDITION = Edition(2023, read_center(DOCS.parent / "data" / "raw"))


@pytest.fixture(scope="module")
def generated():
    return pages()


@pytest.mark.parametrize("name", ["methods.md", "data-dictionary.md"])
def test_a_page_is_current(generated, name):
    said = "stale: write it again with `make docs`"
    assert (DOCS / name).read_text(encoding="utf-8") == generated[name], said


def test_every_table_is_among_the_methods(generated):
    for table in all_tables():
        assert f"\n### {table.id}: " in generated["methods.md"]
        assert table.described(EDITION) in generated["methods.md"]


def test_every_definition_of_the_field_is_named_by_a_table(generated):
    named = [value for name, value in vars(field_sources).items() if name.isupper()]
    assert named
    assert [one for one in named if one not in generated["methods.md"]] == []


def test_every_delivered_column_and_variable_is_in_the_dictionary(generated):
    text = generated["data-dictionary.md"]
    for schema in SCHEMAS.values():
        for name in schema.delivered_names():
            assert f"| `{name}`" in text
    for variables in VARIABLES.values():
        for variable in variables.values():
            described = variable.description.format_map(EDITION.words)
            assert f"| `{variable.name}` | {described} |" in text
