"""The derived variables: one function each, from a validated row to a plain column of the slice.

A figure's rows are found by equality on these columns, so each dimension of a table is a variable
here and nowhere else. Source: counting rules, Words, Quality standard and What else the
field counts.
"""

from rus_pipeline.slices.variables import courses, durations, money, outcomes, quality
from rus_pipeline.slices.variables.courses import ADULT, OTHER_KOMMUNER
from rus_pipeline.slices.variables.durations import (
    LASTED,
    OVERDUE,
    UNDER_WAY,
    WAITED,
    month_end,
)
from rus_pipeline.slices.variables.outcomes import LEFT_BEFORE, RETAINED, TOO_EARLY
from rus_pipeline.slices.variables.quality import (
    FOLLOWED_UP,
    FOLLOWED_UP_LATE,
    WAITING,
    in_time,
    late,
)
from rus_pipeline.slices.variables.registry import (
    UNKNOWN,
    VARIABLES,
    Variable,
    derive,
    is_treatment,
    needs,
)

__all__ = [
    "ADULT",
    "FOLLOWED_UP",
    "FOLLOWED_UP_LATE",
    "LASTED",
    "LEFT_BEFORE",
    "OTHER_KOMMUNER",
    "OVERDUE",
    "RETAINED",
    "TOO_EARLY",
    "UNDER_WAY",
    "UNKNOWN",
    "VARIABLES",
    "WAITED",
    "WAITING",
    "Variable",
    "courses",
    "derive",
    "durations",
    "in_time",
    "is_treatment",
    "late",
    "money",
    "month_end",
    "needs",
    "outcomes",
    "quality",
]
