"""Fill the page templates, which escape every value that is not HTML made by the report."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
STYLE = _HERE / "style.css"


def environment_of(templates: Path) -> "Environment":
    """Return an environment of the templates in a folder: every value is escaped, none may lack.

    It has the filters of all pages: ``day`` and ``value_with_unit``.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from rus_pipeline.core import danish
    from rus_pipeline.report.origins import value_with_unit

    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["day"] = danish.day
    environment.filters["value_with_unit"] = value_with_unit
    return environment


@cache
def _environment() -> "Environment":
    from rus_pipeline.report.charts import drawing_html
    from rus_pipeline.report.tables import table_html

    environment = environment_of(_HERE / "templates")
    environment.filters["drawing"] = drawing_html
    environment.filters["table"] = table_html
    environment.globals["style"] = STYLE.read_text(encoding="utf-8")
    return environment


def fill(template: str, **values: object) -> str:
    """Return the page of a template. Raises where a value that the template asks for is missing."""
    return _environment().get_template(template).render(**values)
