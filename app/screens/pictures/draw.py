"""Numbers as pictures, in the reader's words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.bloggers.schemas import AudienceOut, ChannelOut
from app.core import charts
from app.core.i18n import _, format_date, format_number, format_percent, labelled, ngettext
from app.core.pictures import Picture
from app.core.vocabulary import PLATFORMS
from app.outreach.timing.labels import LEVELS
from app.outreach.timing.past import Pressed
from app.outreach.timing.rules.pressure import BANDS
from app.partnerships.queries import Course
from app.screens.pictures.contacts import YEAR, Day, Hour
from app.screens.pictures.stages import WeekOfStages
from app.screens.reports.flow import FORWARD, Step, Week

MONDAY = date(2024, 1, 1)


def funnel(steps: Sequence[Step]) -> Picture:
    rows = [(step.name, step.entered, _entered(step)) for step in steps]
    return Picture(
        key="funnel",
        kind="funnel",
        title=_("Reached each stage, and the share that went on"),
        says="",
        head=[_("Stage"), _("Reached"), _("Went on")],
        rows=[[step.name, step.entered, step.went_on] for step in steps] if any(step.entered for step in steps) else [],
        parts={"rows": rows},
        nothing=_("No partnership has begun yet: the funnel draws itself as they move."),
    )


def _entered(step: Step) -> str:
    told = format_number(step.entered)
    return told if step.share is None else f"{told} · {format_percent(step.share)}"


def contacts(weeks: Sequence[Week]) -> Picture:
    series = [(_("From us"), [week.out for week in weeks]), (_("From them"), [week.heard for week in weeks])]
    any_ = any(week.out or week.heard for week in weeks)
    return Picture(
        key="contacts",
        kind="lines",
        title=_("Contacts per week"),
        says="",
        head=[_("Week of"), _("From us"), _("From them")],
        rows=[[week.monday, week.out, week.heard] for week in weeks] if any_ else [],
        parts={"labels": [format_date(week.monday, "short") for week in weeks], "series": series},
        nothing=_("No exchange in these weeks."),
    )


def flow(course: Course, weeks: Sequence[WeekOfStages]) -> Picture:
    """Those that end nowhere (declined, paused, no answer) are left out, as in the funnel."""
    shown = [
        stage for stage in course.stages if stage.kind in FORWARD and any(week.counts[stage.key] for week in weeks)
    ]
    layers = [(course.labels[stage.key], [week.counts[stage.key] for week in weeks]) for stage in shown]
    return Picture(
        key="stages",
        kind="flow",
        title=_("Partnerships in each stage, week by week"),
        says=_("How many stood where when each week was over; declined, paused and unanswered ones are left out."),
        head=[_("Week of"), *(name for name, _values in layers)],
        rows=[[week.monday, *(week.counts[stage.key] for stage in shown)] for week in weeks] if shown else [],
        parts={"labels": [format_date(week.monday, "short") for week in weeks], "layers": layers},
        nothing=_("No partnership stood in a stage in these weeks."),
    )


def calendar(days: Sequence[Day], first: date) -> Picture:
    values = charts.by_day({day.day: day.count for day in days}, first, YEAR * charts.WEEK)
    known = {day.day: day for day in days}
    told = {n: _day(known[day]) for n in range(len(values)) if (day := first + timedelta(days=n)) in known}
    return Picture(
        key="calendar",
        kind="calendar",
        title=_("Exchanges, day by day"),
        says=_(
            "%(exchanges)s on %(days)s in the last year.",
            exchanges=ngettext("%(n)s exchange", "%(n)s exchanges", sum(values)),
            days=ngettext("%(n)s day", "%(n)s days", len(days)),
        ),
        head=[_("Day"), _("From us"), _("From them")],
        rows=[[day.day, day.out, day.heard] for day in days],
        parts={"first": first, "counts": values, "told": told, "weekdays": weekdays()},
        nothing=_("No exchange in the last year. Log one and its day fills in."),
    )


def _day(day: Day) -> str:
    exchanges = ngettext("%(n)s exchange", "%(n)s exchanges", day.count)
    return _("%(day)s: %(exchanges)s", day=format_date(day.day, "full"), exchanges=exchanges)


def hours(found: Sequence[Hour]) -> Picture:
    counted = {(one.weekday, one.hour): one.out for one in found}
    names = weekdays()
    told = {
        day * 24 + hour: _(
            "%(day)s, %(hour)s: %(messages)s",
            day=names[day],
            hour=hour_of(hour),
            messages=ngettext("%(n)s message of ours", "%(n)s messages of ours", count),
        )
        for (day, hour), count in counted.items()
    }
    return Picture(
        key="hours",
        kind="hours",
        title=_("When in the week we write"),
        says=_("Messages of the whole team over the last twelve weeks, by your clock. Their answers are not counted."),
        head=[_("Day"), _("Hour"), _("Messages")],
        rows=[[names[one.weekday], hour_of(one.hour), one.out] for one in found],
        parts={
            "weekdays": names,
            "hours": [hour_of(hour) for hour in range(24)],
            "counts": [[counted.get((day, hour), 0) for hour in range(24)] for day in range(7)],
            "told": told,
        },
        nothing=_("No message of ours in the last twelve weeks."),
    )


def weekdays() -> list[str]:
    return [format_date(MONDAY + timedelta(days=n), "day_only") for n in range(7)]


def hour_of(hour: int) -> str:
    """« 9 h » / “9:00”."""
    return _("%(hour)s:00", hour=hour)


def pressure(past: Sequence[Pressed], weeks: Sequence[tuple[date, Pressed]], months: Sequence[datetime]) -> Picture:
    """Words alone: no number is shown of a person. `weeks`: the highest of each."""
    highest = max(past, key=lambda one: one.share)
    return Picture(
        key="pressure",
        kind="level",
        title=_("How much was asked lately"),
        says=_(
            "Now %(now)s; at most %(most)s, on %(day)s. What anybody asks counts, and fades with time.",
            now=str(LEVELS[past[-1].level]),
            most=str(LEVELS[highest.level]),
            day=format_date(highest.at, "long"),
        ),
        head=[_("Week of"), _("At most")],
        rows=[[monday, str(LEVELS[one.level])] for monday, one in weeks] if highest.share else [],
        parts={
            "figures": [(one.at, one.share) for one in past],
            "bands": [(share, str(LEVELS[word])) for share, word in BANDS],
            "ceiling": _("ceiling"),
            "months": list(months),
        },
        nothing=_("Nothing was asked in these months."),
    )


def audience(channel: ChannelOut, name: str, figures: Sequence[AudienceOut]) -> Picture:
    first, last = figures[0], figures[-1]
    return Picture(
        key=f"audience-{channel.id}",
        kind="dated",
        title=_("Audience of %(channel)s over time", channel=f"{name} ({PLATFORMS[channel.platform]})"),
        says=_(
            "%(first)s in %(then)s, %(last)s in %(now)s.",
            first=format_number(first.value),
            then=format_date(first.measured_on, "month"),
            last=format_number(last.value),
            now=format_date(last.measured_on, "month"),
        )
        if len(figures) > 1
        else "",
        head=[_("Measured on"), _("Audience"), _("Source")],
        rows=[[figure.measured_on, figure.value, figure.source] for figure in figures] if len(figures) > 1 else [],
        parts={
            "figures": [(figure.measured_on, figure.value) for figure in figures],
            "told": [
                labelled(format_date(figure.measured_on, "medium"), format_number(figure.value)) for figure in figures
            ],
        },
        nothing=_(
            "One figure so far: %(value)s in %(month)s. The next one draws the line.",
            value=format_number(last.value),
            month=format_date(last.measured_on, "month"),
        ),
    )


def month_starts(moments: Sequence[datetime]) -> list[datetime]:
    """The first of them in each month, the one in which they begin left out: its label would stand at the edge."""
    found: dict[tuple[int, int], datetime] = {}
    for moment in moments:
        found.setdefault((moment.year, moment.month), moment)
    return list(found.values())[1:]
