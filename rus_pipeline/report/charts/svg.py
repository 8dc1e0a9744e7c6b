"""Draw a chart's Vega-Lite as SVG."""

import json
from collections.abc import Mapping

from rus_pipeline.storage.cache import cached


def svg(spec: Mapping[str, object]) -> str:
    """Return the SVG of a chart. The same dictionary is drawn once."""
    given = json.dumps(spec)
    return cached(__name__, given, lambda: _converted(given).encode()).decode()


def _converted(spec: str) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec)
    return drawn
