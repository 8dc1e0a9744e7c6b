"""What stands under a chart read back: every number in it is one of its figures, and it is true."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from rus_pipeline.figures.presentation import Flow, Money, Multiples, OverTime, Parts, Ranked
from rus_pipeline_tests.report.reading_back import SPACE, Known, danish

MANY = 4  # panels
REST = "Alle tal står i tabellen."


def wrong_words(described: str, own: list[Known], kind: object) -> Iterator[str]:
    """Yield what the words do not say of the figures, and every number in them that is none."""
    unknown = " Ukendte tal (?) er ikke tegnet." if any(f.value is None for f in own) else ""
    if not described.endswith(f"{unknown} {REST}".strip()):
        yield f"description of {own[0].id} and on ends otherwise: {described!r}"
    told = described.removesuffix(REST).strip().removesuffix(unknown.strip()).strip()
    if isinstance(kind, Money):
        if told != (expected := _money(own)):
            yield f"{expected!r} is described as {told!r}"
        return
    for claim in CLAIMS[type(kind)](own, kind):
        if claim not in told:
            yield f"{claim!r} is not described by {told!r}"
    bare = told
    for label in sorted({x for f in own for x in (f.row, f.column, f.edition)}, key=len)[::-1]:
        bare = re.sub(re.escape(label.removesuffix(" (brud)")), "", bare, flags=re.IGNORECASE)
    known = {f.in_words for f in own if f.value is not None}
    if isinstance(kind, Parts):
        known |= {_share(f, own, kind) for f in own if f.value is not None}
    numbers = re.findall(rf"\N{{MINUS SIGN}}?\d(?:[\d.]*\d)?(?:{SPACE}%)?", bare)
    strange = [number for number in numbers if number not in known]
    if strange:
        yield f"described with {strange}, which are no figures: {told!r}"


def _of_ranked(own: list[Known], _kind: Ranked) -> Iterator[str]:
    known = [f for f in own if f.value is not None and f.row != "Uoplyst"]
    if len({f.value for f in known}) > 1:
        yield f"{_listed(f.row for f in _most(known))} ({_most(known)[0].in_words}"


def _of_years(own: list[Known], kind: OverTime) -> Iterator[str]:
    by_row = kind.along == "columns"
    for name in dict.fromkeys(f.row if by_row else f.column for f in own):
        of = [f for f in own if (f.row if by_row else f.column) == name]
        since = [n for n, f in enumerate(of) if f.column.endswith(" (brud)")][-1:] or [0]
        of = [f for f in of[since[0] :] if f.value is not None]
        if len({f.value for f in of}) > 1:
            most = _most(of)
            times = [f.column if by_row else f.row for f in most]
            yield f"i {_listed(map(_small, times))} ({most[0].in_words}"


def _of_panels(own: list[Known], _kind: Multiples) -> Iterator[str]:
    panels = list(dict.fromkeys(f.column for f in own))
    for panel in panels if len(panels) <= MANY else ():
        known = [f for f in own if f.column == panel and f.row != "Uoplyst" and f.value]
        if known:
            yield f"{_small(panel)} ({_most(known)[0].in_words}"


def _of_steps(own: list[Known], _kind: Flow) -> Iterator[str]:
    if all(f.value is not None for f in own[-4:]):
        start, came, went, end = (f.in_words for f in own[-4:])
        yield (
            f"var {start} forløb i gang, da året begyndte; {came} kom til, og {went}"
            f" sluttede. Ved årets udgang var {end} i gang"
        )


def _of_parts(own: list[Known], kind: Parts) -> Iterator[str]:
    groups = dict.fromkeys(_group(f, kind) for f in own)
    for group in groups:
        of = [f for f in own if _group(f, kind) == group]
        if any(f.value is None for f in of) or not any(f.value for f in of):
            continue
        if kind.said:
            where = f" ved {_small(group)}" if len(groups) > 1 else ""
            yield f"{_share(of[0], own, kind)} ({of[0].in_words}){where}"
        else:
            yield _listed(f.column if kind.along == "rows" else f.row for f in _most(of))
            yield f"mest ({_most(of)[0].in_words}"


CLAIMS = {
    OverTime: _of_years,
    Ranked: _of_ranked,
    Multiples: _of_panels,
    Flow: _of_steps,
    Parts: _of_parts,
}
"""What must be said of the figures, by the kind of chart."""


def _group(figure: Known, kind: Parts) -> str:
    return figure.row if kind.along == "rows" else figure.column


def _share(figure: Known, own: list[Known], kind: Parts) -> str:
    of = [f.value for f in own if _group(f, kind) == _group(figure, kind) and f.value is not None]
    return f"{int(Fraction(100 * figure.value, sum(of) or 1) + Fraction(1, 2))}{SPACE}%"


def _money(own: list[Known]) -> str:
    """Return what must be said of expense, income and result."""
    series: dict[str, list[Known]] = {}
    for f in own:
        series.setdefault(f.row, []).append(f)
    spent, got, results = series.values()
    sentences = []
    if None not in (spent[-1].value, got[-1].value, results[-1].value):
        balance = results[-1].value
        kind = "overskud" if balance > 0 else "underskud"
        result = f"et {kind} på {_thousands(balance)}" if balance else "det går lige op."
        sentences.append(
            f"I {results[-1].column} var udgiften {_thousands(spent[-1].value)} og indtægten"
            f" {_thousands(got[-1].value)}: {result}"
        )
    known = [f for f in results if f.value is not None]
    for what, years in (
        ("overskud", [f.column for f in known if f.value > 0]),
        ("underskud", [f.column for f in known if f.value < 0]),
    ):
        if len(known) > 1 and years:
            all_ = "alle årene" if len(known) == len(results) else "alle de år, hvis tal er kendt"
            when = all_ if len(years) == len(known) else _listed(years)
            sentences.append(f"Der var {what} i {when}.")
    return " ".join(sentences)


def _thousands(value: int) -> str:
    whole, rest = divmod(abs(value), 1000)
    return f"{danish(whole + (rest >= 500))} tusind kr."


def _most(known: list[Known]) -> list[Known]:
    high = max(f.value for f in known)
    return [f for f in known if f.value == high]


def _small(label: str) -> str:
    label = label.removesuffix(" (brud)")
    return label[:1].lower() + label[1:]


def _listed(words: Iterable[str]) -> str:
    return " og ".join(", ".join(words).rsplit(", ", 1))
