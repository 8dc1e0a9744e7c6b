"""A chart's colours: who can tell them apart, and read what is written beside them."""

from itertools import combinations

import pytest

from rus_pipeline.figures.presentation import Axes, Money, OverTime, Parts
from rus_pipeline.report.charts.style import COLOURS, INK, colour_of, shades
from rus_pipeline_tests.report.small_charts import drawn

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
SIGHT = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 15  # CIE76; about 2.3 is a difference that is just seen
APART_IN_GREY = 1.25
CONTRAST = 3  # WCAG 2.2, 1.4.11: what is needed to understand a graphic, against its background


def linear(colour):
    """Return #rrggbb as linear RGB."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def luminance(colour):
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    """Return linear sRGB as CIE L*a*b* under D65."""
    to_xyz = (
        (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
    )
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in times(to_xyz, [min(1, max(0, part)) for part in rgb])
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, sight):
    ends = [lab(times(SIGHT[sight], linear(colour))) for colour in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*ends, strict=True)) ** 0.5


def test_the_measure_knows_white_from_black_and_red_from_green():
    assert lab(linear("#ffffff")) == pytest.approx((100, 0, 0), abs=0.1)
    assert lab(linear("#ff0000")) == pytest.approx((53.2, 80.1, 67.2), abs=0.1)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert distance("#b5651d", "#7c7c00", "deuteranopia") < APART
    assert distance("#b5651d", "#7c7c00", "all cones") > APART


TOGETHER = [
    ("alkohol", "stof", "paaroerende"),
    ("indskrivninger", "udskrivninger"),
    ("udgift", "indtaegt"),
]
"""What meets in one chart."""


@pytest.mark.parametrize("keys", TOGETHER)
@pytest.mark.parametrize("sight", SIGHT)
def test_colours_that_meet_stay_apart_without_a_cone(sight, keys):
    alike = [
        (one, other, round(found))
        for one, other in combinations(map(colour_of, keys), 2)
        if (found := distance(one, other, sight)) < APART
    ]
    assert alike == []


@pytest.mark.parametrize("keys", TOGETHER)
def test_colours_that_meet_stay_apart_in_grey(keys):
    alike = [
        (one, other)
        for one, other in combinations(map(colour_of, keys), 2)
        if contrast(one, other) < APART_IN_GREY
    ]
    assert alike == []


def test_every_colour_is_seen_on_white():
    assert [c for c in (*COLOURS, INK) if contrast(c, "#ffffff") < CONTRAST] == []


def test_a_meaning_has_one_colour_whatever_else_the_key_says():
    keys = ("stof", "stof-voksne", "stof-unge", "stof-faxe", "stof-vordingborg")
    assert {colour_of(key) for key in keys} == {"#d1701c"}
    assert len({colour_of(key) for key in ("alkohol", "stof", "paaroerende", "i-alt")}) == 4


def test_parts_are_shades_of_one_colour_each_lighter_than_the_one_before():
    found = [luminance(colour) for colour in shades("#1f5a8c", 7)]
    assert found == sorted(found)
    assert len({*found}) == 7
    assert shades("#1f5a8c", 1) == ["#1f5a8c"]


def test_a_light_part_has_an_outline_that_is_seen_on_white():
    page = drawn(Parts(Axes.ROWS), {"alkohol": dict.fromkeys("wxyz", 1)})
    parts = page.select(".mark-rect path")
    assert [path["fill"] for path in parts] == shades("#1f5a8c", 4)
    for path in parts:
        assert max(contrast(path[ink], "#ffffff") for ink in ("fill", "stroke")) >= CONTRAST
        assert path["stroke"] == INK
        assert float(path["stroke-width"]) > 0


@pytest.mark.parametrize(
    ("chart", "cells"),
    [
        (OverTime(Axes.ROWS), {"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 1}}),
        (Parts(Axes.ROWS), {"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 1}}),
        (Money("u", "i", "r"), {k: {"2022": 1000, "2023": 2000} for k in "uir"}),
    ],
)
def test_text_is_readable_on_white(chart, cells):
    page = drawn(chart, cells)
    assert min(contrast(mark["fill"], "#ffffff") for mark in page.select("svg text")) >= 4.5
