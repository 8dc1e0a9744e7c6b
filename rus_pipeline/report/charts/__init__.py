"""The charts of tables: what each kind draws of its table, and what it says in words.

One module a kind of chart; ``pictures`` knows them all. A chart is one Vega-Lite dictionary, drawn
once as the SVG of page, snapshot and PDF.
"""

from rus_pipeline.report.charts.drawn import Drawing, drawing, drawing_html

__all__ = ["Drawing", "drawing", "drawing_html"]
