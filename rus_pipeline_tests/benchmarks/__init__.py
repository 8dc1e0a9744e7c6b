"""What the pipeline costs, measured as ratios: ``make bench``."""

YEAR = 2023
SIX_YEARS = tuple(range(YEAR - 5, YEAR + 1))
