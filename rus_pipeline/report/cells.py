"""How one figure is written in Danish: as text, and as HTML. The engine has rounded it."""

from html import escape

from rus_pipeline.core.danish import number
from rus_pipeline.figures.figure import Figure, Status, Unit

UNKNOWN = "?"
HIDDEN = ".."
ZERO = "-"


def cell(figure: Figure) -> str:
    """Return a figure as its table shows it: ``-`` zero, ``?`` not known, ``..`` hidden.

    What is rounded to zero is ``0``; a per cent has its sign. Source: counting rules, opening;
    report contract, Symbols; audit contract, The public edition.
    """
    if figure.status is Status.SUPPRESSED:
        return HIDDEN
    if figure.status is Status.NOT_AVAILABLE or figure.value is None:
        return UNKNOWN
    if figure.value == 0 and not figure.exact:
        return ZERO
    return with_unit(figure)


def with_unit(figure: Figure) -> str:
    """Return a figure that is known as a number in words: a zero is 0."""
    assert figure.value is not None
    return number(figure.value) + ("\N{NO-BREAK SPACE}%" if per_cent(figure) else "")


def per_cent(figure: Figure) -> bool:
    """Return whether the figure is a share."""
    return figure.unit is Unit.PER_CENT


def cell_html(figure: Figure) -> str:
    """Return a figure as its table shows it, with the figure's id and bare value in the markup."""
    return marked(figure, cell(figure))


def marked(figure: Figure, text: str) -> str:
    """Return ``text``, which shows a figure, as HTML that says which figure it is."""
    value = "" if figure.value is None else str(figure.value)
    return f'<data value="{value}" data-figur="{escape(figure.figure_id)}">{escape(text)}</data>'
