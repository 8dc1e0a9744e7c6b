"""What an intruder finds of the small counts of editions."""

from rus_pipeline.disclosure.constraints import LATENT, MERGED
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.public_state import primary_counts
from rus_pipeline.figures.stored_edition import current_editions


def small_of(out, prefix=""):
    """Return the counts of one to four of the current editions, by their names in an audit."""
    return {
        f"{prefix}{name}"
        for edition in current_editions(out)
        for name in primary_counts(edition.figures, 5)
    }


def values_of(folders):
    """Return how many values the audit leaves each count, by its figure."""
    return {
        cell.name.removeprefix(MERGED).removeprefix(LATENT): cell.values
        for cell in disclosure_audit(folders)
    }
