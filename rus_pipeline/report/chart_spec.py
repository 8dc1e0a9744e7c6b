"""What the front page draws of a main figure's years."""

from rus_pipeline.report.charts.shown import Shown as Bars

__all__ = ["Bars"]
