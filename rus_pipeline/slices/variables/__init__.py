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
from rus_pipeline.slices.variables.outcomes import (
    BETTER,
    LEFT_BEFORE,
    RETAINED,
    SAME,
    TOO_EARLY,
    UNMEASURED,
    WORSE,
)
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
    files_behind,
    is_treatment,
    needs,
)

__all__ = [
    "ADULT",
    "BETTER",
    "FOLLOWED_UP",
    "FOLLOWED_UP_LATE",
    "LASTED",
    "LEFT_BEFORE",
    "OTHER_KOMMUNER",
    "OVERDUE",
    "RETAINED",
    "SAME",
    "TOO_EARLY",
    "UNDER_WAY",
    "UNKNOWN",
    "UNMEASURED",
    "VARIABLES",
    "WAITED",
    "WAITING",
    "WORSE",
    "Variable",
    "courses",
    "derive",
    "durations",
    "files_behind",
    "in_time",
    "is_treatment",
    "late",
    "money",
    "month_end",
    "needs",
    "outcomes",
    "quality",
]
