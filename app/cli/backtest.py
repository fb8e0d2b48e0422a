"""`tact backtest`: the past of a workspace under its policy, with numbers to try, as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from app.core.errors import Invalid, NotFound
from app.core.i18n import _, format_date, format_number, format_percent

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from app.core.actor import Actor
    from app.core.db import Database
    from app.outreach.timing.replay import Rate, Told
    from app.screens.reports import WhatIf


@dataclass(frozen=True)
class Choices:
    workspace: str
    months: int
    numbers: Sequence[str]
    """`half_life_days=30`, `stages.acquainted.ask_days=60`."""


async def run(database: "Database", choices: Choices) -> None:
    """Prints what the policy would have meant. Writes nothing."""
    from app.screens import reports

    async with database.read() as session:
        actor = await _somebody(session, choices.workspace)
        changed = await _changed(session, actor, choices.numbers)
        found = await reports.what_if(session, actor, choices.months, changed=changed)
    tell(found)


async def _somebody(session: "AsyncSession", name: str) -> "Actor":
    """An administrator of the workspace of that name, else of the first that is not the demo."""
    from app.accounts.doors import actor_of_member
    from app.accounts.queries import demo_workspace, real_workspaces
    from app.accounts.service import first_member

    demo = await demo_workspace(session)
    every = [*await real_workspaces(session), *([demo] if demo else [])]
    there = next((it for it in every if not name or it.name == name), None)
    member = await first_member(session, there.id) if there else None
    if there is None or member is None:
        raise NotFound(_("There is no workspace called “%(name)s”.", name=name))
    return await actor_of_member(session, there.id, member.id)


async def _changed(session: "AsyncSession", actor: "Actor", numbers: Sequence[str]) -> dict[str, Any]:
    """The workspace's policy with these numbers over it, as `Policy.of` takes it; within the bounds of the page."""
    from pydantic import ValidationError

    from app.core.forms import messages
    from app.outreach.timing import queries
    from app.outreach.timing.policy_schemas import PolicyPatch

    given: dict[str, Any] = {}
    for number in numbers:
        name, equals, value = number.partition("=")
        if not equals:
            raise Invalid({"--set": _("A name and a value are expected, such as half_life_days=30.")})
        *path, last = name.strip().split(".")
        place = given
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value.strip() or None
    try:
        patch = PolicyPatch.model_validate(given)
    except ValidationError as error:
        raise Invalid(messages(error.errors())) from error
    return patch.over(await queries.policy_of(session, actor))


def tell(found: "WhatIf") -> None:
    """The figures on standard output: they are the result."""
    now = found.present
    typer.echo(_("Asks and chasers since %(day)s: %(n)s", day=format_date(found.since), n=format_number(now.asks)))
    if found.cut:
        typer.echo(_("There are more requests than that: these are the newest."))
    typer.echo(_("Postponed: %(n)s, of which answered within 30 days: %(cost)s", n=now.held, cost=_of(now.against)))
    typer.echo(_("Answered at a good moment: %(rate)s", rate=_of(now.good)))
    typer.echo(_("Answered against advice: %(rate)s", rate=_of(now.against)))
    typer.echo("")
    typer.echo(_("Ceilings  postponed  answered of those  at a good moment  against advice"))
    for told in found.scale:
        typer.echo(_line(told))
    typer.echo("")
    for code, count in found.reasons:
        typer.echo(f"{count:>9}  {code}")


def _line(told: "Told") -> str:
    good, against = format_percent(told.good.share) or "–", format_percent(told.against.share) or "–"
    return f"{format_percent(told.factor):>8}  {told.held:>9}  {told.against.answered:>17}  {good:>16}  {against:>14}"


def _of(rate: "Rate") -> str:
    numbers = _("%(answered)s of %(asked)s", answered=rate.answered, asked=rate.asked)
    return f"{numbers} ({format_percent(rate.share)})" if rate.asked else numbers
