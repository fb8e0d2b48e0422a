"""A line that was understood as a form is filled with it, and as the API tells it."""

from datetime import UTC, datetime, time
from typing import Any

from app.core import clock
from app.core.forms import validate
from app.core.i18n import current_zone, today
from app.outreach.queries import Line
from app.outreach.schemas import InteractionForm, StepForm

NOON = time(12)


def occurred_at(line: Line) -> datetime | None:
    """The moment in the reader's zone: noon of a past day without an hour, never later than now; None: now."""
    reading = line.reading
    if reading.day is None or (reading.day == today() and reading.hour is None):
        return None
    moment = datetime.combine(reading.day, reading.hour or NOON, tzinfo=current_zone())
    return moment if moment <= clock.now() else None


def filled(line: Line) -> dict[str, Any]:
    """The values of `InteractionForm`, as they are typed; what the line does not say is left out."""
    reading, moment = line.reading, occurred_at(line)
    said = {
        "kind": reading.kind,
        "direction": reading.direction,
        "summary": reading.summary,
        "occurred_at": f"{moment:%Y-%m-%dT%H:%M}" if moment else "",
        "brand_id": line.brand_id or "",
        "step_title": reading.title,
        "step_due": reading.due.isoformat() if reading.due else "",
        "step_time": f"{reading.due_time:%H:%M}" if reading.due_time else "",
    }
    return {name: str(value) for name, value in said.items() if value}


def as_contact(line: Line, said_at: datetime) -> InteractionForm:
    """The form filled and sent as it is, of the hour when the line was typed unless it names another."""
    values = {"kind": "email", "direction": "out", "occurred_at": f"{said_at:%Y-%m-%dT%H:%M}", **filled(line)}
    return validate(InteractionForm, {name: [value] for name, value in values.items()} | _people(line))


def as_step(line: Line) -> StepForm:
    """The same of a line that only says what to do."""
    values = {name.removeprefix("step_").replace("time", "due_time"): [value] for name, value in filled(line).items()}
    steps = {name: value for name, value in values.items() if name in ("title", "due", "due_time", "brand_id")}
    return validate(StepForm, steps | _people(line))


def _people(line: Line) -> dict[str, Any]:
    return {"blogger_ids": [str(one) for one in line.found.chosen]}


def told(line: Line) -> dict[str, Any]:
    """The values of `LineOut`."""
    reading, found, moment = line.reading, line.found, occurred_at(line)
    step = {"title": reading.title, "due": reading.due, "due_time": reading.due_time} if reading.has_step else None
    return {
        **{name: getattr(reading, name) for name in ("kind", "direction", "day", "hour", "summary")},
        "bloggers": [{"id": one, "name": name} for one, name in found.chosen.items()],
        "perhaps": [{"id": one, "name": name} for one, (name, _hint) in found.offered.items()],
        "unknown": found.unknown,
        "brand_id": line.brand_id,
        "occurred_at": moment.astimezone(UTC) if moment else None,
        "next_step": step,
        "only_step": reading.is_only_step,
        "parts": [{"role": part.role, "text": part.text} for part in reading.parts],
    }
