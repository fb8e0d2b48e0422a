"""Where the parts of a drawing lie: nothing, one, below zero, gaps."""

from datetime import date, timedelta

import pytest

from app.core import charts
from app.core.charts import scale


@pytest.mark.parametrize(
    ("values", "options", "ends", "ticks"),
    [
        ([], {}, (0, 1), (0, 1)),
        ([None, None], {}, (0, 1), (0, 1)),
        ([0], {}, (0, 1), (0, 1)),
        ([1], {}, (0, 1), (0, 1)),
        ([3, None, 7], {}, (0, 8), (0, 2, 4, 6, 8)),
        ([40, 97], {}, (0, 100), (0, 50, 100)),
        ([-7, 3], {}, (-10, 5), (-10, -5, 0, 5)),
        ([-4], {}, (-4, 0), (-4, -3, -2, -1, 0)),
        ([20_100, 25_300], {"from_zero": False}, (20_000, 26_000), (20_000, 22_000, 24_000, 26_000)),
        ([5, 5], {"from_zero": False}, (5, 6), (5, 6)),
        ([0.3, 1.3], {"whole": False}, (0, 1.5), (0, 0.5, 1, 1.5)),
    ],
)
def test_a_scale_ends_at_round_numbers(values, options, ends, ticks):
    found = scale(values, 100, **options)
    assert (found.low, found.top, found.ticks) == (*ends, ticks)
    assert (found.at(found.low), found.at(found.top)) == (100, 0)


def test_bars_stand_on_zero_or_hang_from_it():
    upright = scale([4, 0, -2], 60)
    up, none, down = charts.bars([4, 0, -2], 300, upright)
    zero = upright.at(0)
    assert (up.y, up.height) == (upright.at(4), zero - upright.at(4))
    assert (none.y, none.height) == (zero, 0)
    assert (down.y, down.height) == (zero, upright.at(-2) - zero)
    assert charts.bars([], 300, upright) == []


def test_a_line_breaks_at_a_gap_and_one_value_alone_is_a_dot():
    places = charts.points([0, 1, None, 1, None], 80, scale([0, 1], 10))
    assert charts.path(places) == "M0 10L20 0M60 0h0"
    assert charts.path([]) == charts.path([None]) == ""
    assert charts.points([], 80, scale([], 10)) == []


def test_figures_lie_by_their_days():
    start, upright = date(2026, 1, 1), scale([0, 10], 10)
    figures = [(start, 0), (start + timedelta(days=1), 5), (start + timedelta(days=10), 10)]
    assert charts.dated(figures, 100, upright) == [(0, 10), (10, 5), (100, 0)]
    assert charts.dated(figures[:1], 100, upright) == [(100, 10)]
    assert charts.dated([], 100, upright) == []
    assert charts.along([start], start, start + timedelta(days=4), 100) == [0]
    assert charts.along([start], start, start, 100) == [100]


def test_layers_lie_one_upon_the_other():
    layers = [[1, 2], [0, 0], [3, 2]]
    upright = scale(charts.total(layers), 40)
    low, gone, high = charts.stack(layers, 10, upright)
    assert charts.total(layers) == [4, 4]
    assert low.outline == "M0 30L10 20L10 40L0 40Z"
    assert high.edge == "M0 0L10 0"
    assert (low.label, gone.label, high.label) == (30, None, 10)
    assert charts.stack([], 10, upright) == charts.stack([[]], 10, upright) == []


def test_labels_are_moved_apart_and_stay_inside():
    assert charts.apart([95, 94, None, 90], 10, 100) == [95, 85, None, 75]
    assert charts.apart([5, 4, 3], 10, 100) == [20, 10, 0]
    assert charts.apart([120], 10, 100) == [100]
    assert charts.apart([], 10, 100) == []


def test_more_is_deeper_and_larger():
    assert [charts.depth(value, 8) for value in (0, 1, 2, 3, 8, 9, -1)] == [0, 1, 1, 2, 4, 4, 0]
    assert charts.depth(0, 0) == 0
    sides = [charts.side(depth, 10) for depth in range(5)]
    assert sides == sorted(set(sides))
    assert charts.depths(8) == [(1, 1, 2), (2, 3, 4), (3, 5, 6), (4, 7, 8)]
    assert charts.depths(2) == [(2, 1, 1), (4, 2, 2)]
    assert charts.depths(1) == [(4, 1, 1)]
    assert charts.depths(0) == []
    for most in range(1, 40):
        told = {value: depth for depth, least, up in charts.depths(most) for value in range(least, up + 1)}
        assert told == {value: charts.depth(value, most) for value in range(1, most + 1)}


def test_a_year_lies_in_two_bands_of_weeks():
    monday = date(2025, 11, 24)
    drawn = charts.calendar(monday, [0] * 370 + [3], 16)
    assert len(drawn.cells) == 371
    assert [(day.month, day.day) for _x, _y, day in drawn.months] == [((n + 11) % 12 + 1, 1) for n in range(12)]
    assert {cell.depth for cell in drawn.cells[:-1]} == {0}
    last = drawn.cells[-1]
    assert (last.depth, last.at, round(last.y)) == (4, 370, 134 + 22 + 6 * 16 + 1)
    assert charts.calendar(monday, [], 16).cells == []
    assert charts.by_day({monday: 2}, monday, 3) == [2, 0, 0]


def test_a_heat_of_nothing_is_all_dots():
    assert {cell.depth for cell in charts.heat([[0, 0], [0, 0]], 10, 10)} == {0}
    assert [cell.at for cell in charts.heat([[0, 1], [2, 0]], 10, 10) if cell.depth] == [1, 2]


def test_few_of_many_places_are_labelled():
    assert (charts.every(0, 6), charts.every(6, 6), charts.every(7, 6), charts.every(53, 6)) == (1, 1, 2, 9)
    assert charts.across(3, 10) == [0, 5, 10]
    assert charts.across(1, 10) == [0]
