"""Fill the templates of the auditor's pages, which escape every value."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from rus_pipeline.report.pages import STYLE as REPORT_STYLE
from rus_pipeline.report.pages import environment_of

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_FONTS = """\
@font-face { font-family: "Rapport Sans"; font-weight: 400; font-display: swap; src: url("fonts/source-sans-3-400.woff2") format("woff2"); }
@font-face { font-family: "Rapport Sans"; font-weight: 600; font-display: swap; src: url("fonts/source-sans-3-600.woff2") format("woff2"); }
"""  # noqa: E501


@cache
def style() -> str:
    """Return the style sheet: the report's, and what only these pages have."""
    own = (_HERE / "style.css").read_text(encoding="utf-8")
    return f"{_FONTS}{REPORT_STYLE.read_text(encoding='utf-8')}\n{own}"


@cache
def _environment() -> "Environment":
    from rus_pipeline.core import danish
    from rus_pipeline.report.origins import ROLES

    environment = environment_of(_HERE / "templates")
    environment.filters["day_of"] = lambda text: danish.day(date.fromisoformat(text))
    environment.filters["count"] = lambda count: danish.number(Decimal(count))
    environment.filters["signed"] = _signed
    environment.filters["path"] = lambda text: quote(str(text), safe="/:")
    environment.filters["query"] = urlencode
    environment.globals["roles"] = ROLES
    return environment


def _signed(value: Decimal | None) -> str:
    """Return a change with its sign; a question mark where it is not known."""
    from rus_pipeline.core.danish import number

    if value is None:
        return "?"
    return f"+{number(value)}" if value > 0 else number(value)


def fill(template: str, **values: object) -> str:
    """Return a page. Raises where a value that the template asks for is missing."""
    return _environment().get_template(template).render(**values)
