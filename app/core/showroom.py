"""`/dev/components`: the design language as it is, every token and every component in every state. Development only."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core import clock, i18n
from app.core.actor import Actor
from app.core.colours import tokens
from app.core.forms import FormState, Line
from app.core.pictures import Picture
from app.core.queue import Job

SAMPLE_READER = Actor(
    workspace_id=UUID(int=1),
    user_id=UUID(int=2),
    name="Ana Lopes",
    role="admin",
    permissions=frozenset(
        {
            "interactions.write",
            *(f"{a}.read" for a in ("bloggers", "partnerships", "campaigns", "reports", "next_steps")),
        }
    ),
    time_zone="Europe/Paris",
    workspace_name="Maison Olier",
)


@dataclass(frozen=True)
class Colour:
    """A colour said once for both themes, in OKLCH."""

    name: str
    light: str
    dark: str


def colours() -> list[Colour]:
    said = [(name, re.findall(r"oklch\([^)]*\)", value)) for name, value in tokens().items() if name != "shadow"]
    return [Colour(name, *both) for name, both in said if len(both) == 2]


def sample_pictures() -> list[Picture]:
    """Each kind of drawing that a macro of its own does not show, and one of nothing."""
    _ = i18n._
    first, days = date(2025, 11, 24), [date(2025, 11, 24) + timedelta(days=n) for n in range(371)]
    values = [n * n % 5 if n % 3 == 0 else 0 for n in range(371)]
    week = [i18n.format_date(day, "day_only") for day in days[:7]]
    grown = [(days[0], 1_200), (days[30], 1_900), (days[300], 4_100)]
    asked = [(days[n], (0.2, 0.8, 0.5, 1.2, 0.7, 0.4)[n % 6]) for n in range(24)]
    bands = [(0, _("To contact")), (1 / 3, _("In talks")), (2 / 3, _("Agreed")), (1, "")]
    layers = [(_("To contact"), [9, 7, 4, 5]), (_("In talks"), [1, 4, 6, 4]), (_("Agreed"), [0, 1, 4, 7])]
    told = {n: i18n.format_date(day) for n, day in enumerate(days)}
    parts = {
        "flow": {"labels": week[:4], "layers": layers},
        "calendar": {"first": first, "counts": values, "told": told, "weekdays": week},
        "hours": {
            "weekdays": week,
            "hours": list(range(24)),
            "counts": [values[n : n + 24] for n in range(7)],
            "told": told,
        },
        "level": {"figures": asked, "bands": bands, "ceiling": _("Agreed"), "months": [days[8]]},
        "dated": {"figures": grown, "told": ["1", "2", "3"]},
    }
    drawn = [Picture(kind, kind, kind, "", [_("Number")], [[1]], given) for kind, given in parts.items()]
    return [*drawn, Picture("none", "lines", _("Contacts per week"), "", [], [], nothing=_("Nothing yet."))]


def sample_clash() -> FormState:
    """A form in which two people changed the same: a field, an amount, a line of a list, a line taken away."""
    form = FormState({"city": "Lyon", "agreed": "900", "currency": "EUR"}, version=2)
    form.conflicts = {"city": "Nantes", "agreed_minor": 80_000, "rates-1-source": "her agent", "rates-2": ""}
    form.lines = {"rates-1-source": Line("Story", "source", "her kit"), "rates-2": Line("Reel", "", "300, EUR")}
    form.changed_by = dict.fromkeys(form.conflicts, ("Malik", clock.now() - timedelta(minutes=3)))
    return form


def sample_work() -> list[Job]:
    """A piece of work in each of its states."""
    at = clock.now() - timedelta(seconds=20)
    running = [("running", done) for done in (0, 40, 900, 3_200, 9_500)]
    told = [(state, done) for state, done in (*running, ("failed", 3_200), ("done", 10_000))]
    silent = [Job(name="sample"), Job(name="sample", state="running")]
    return [*silent, *(Job(name="sample", state=state, done=done, total=10_000, began_at=at) for state, done in told)]


async def show_components(request: Request) -> HTMLResponse:
    """`?locale=fr`, `?theme=dark`."""
    query = request.query_params
    reader = replace(SAMPLE_READER, locale=query.get("locale", "en"), theme=query.get("theme", "auto"))
    i18n.activate(reader.locale, reader.time_zone)
    errors = {"email": i18n._("This is not an email address."), "channels.0.url": i18n._("This is needed.")}
    form = FormState({"name": "Camille Moreau", "email": "camille@", "channels": [{"platform": "blog"}]}, errors)
    return request.app.state.pages.render(
        request,
        reader,
        "dev/components.html",
        sample_form=form,
        tokens=tokens(),
        colours=colours(),
        pictures=sample_pictures(),
        work_samples=sample_work(),
        clash=sample_clash(),
    )
