"""Changing the policy. Whoever does sees before what it would have meant (`preview`)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import record
from app.bloggers.service import marks
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid, NotFound, Stale
from app.core.i18n import _
from app.outreach.timing import queries, replay
from app.outreach.timing.models import TimingPolicy
from app.outreach.timing.policy import Policy
from app.outreach.timing.queries.policy import SUBJECT, policy_record

LAST_QUARTER = timedelta(days=90)
FIRST_VERSION = 1
NOT_OURS = ("time_zone",)
"""The workspace's own setting; timing reads it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a policy would have meant for the asks of the last 90 days, beside the policy as it is."""

    asks: int
    held: int
    held_now: int
    held_answered: int
    """Of those held under the policy asked about: the cost."""


async def change_policy(
    session: AsyncSession, actor: Actor, values: dict[str, Any], *, version: int | None = None
) -> TimingPolicy:
    """Sets `values`, which are all that differs from the defaults, as `Policy.of` takes them. Raises Stale when
    `version` is not the stored one, Invalid on what goes together badly."""
    actor.require("timing.manage")
    stored = await _held(session, actor)
    before, after = Policy.of(stored.changed), Policy.of(_without(values))
    if version not in (None, stored.version):
        raise Stale(_("Somebody has changed this meanwhile."), current=flat(before), version=stored.version)
    _check(after)
    changes = differences(before, after)
    if "country_rules" in changes:
        actor.require("workspace.manage")
    if changes:
        stored.apply({"changed": after.changes()})
        await record(session, actor, "timing_policy.updated", SUBJECT, stored.id, changes)
        await marks.all_stale(session, actor.workspace_id)
    return stored


async def reset_number(session: AsyncSession, actor: Actor, name: str) -> TimingPolicy:
    """Brings one number back to its default: `half_life_days`, `stages.acquainted.ask_days`. Raises NotFound."""
    policy = await queries.policy_of(session, actor)
    usual = flat(Policy())
    if name not in usual:
        raise NotFound(name)
    return await change_policy(session, actor, nested(flat(policy) | {name: usual[name]}))


async def preview(session: AsyncSession, actor: Actor, values: dict[str, Any]) -> Preview:
    """What the policy would have meant for the asks of the last 90 days. Writes nothing."""
    actor.require("timing.manage")
    current = await queries.policy_of(session, actor)
    wanted = Policy.of(_without(values) | {"time_zone": current.time_zone})
    _check(wanted)
    past = await queries.past_of(session, actor, now() - LAST_QUARTER)
    new, old = replay.told(replay.asks(past, wanted)), replay.told(replay.asks(past, current))
    return Preview(new.asks, new.held, old.held, new.against.answered)


def flat(policy: Policy) -> dict[str, Any]:
    """Every number by its name: `half_life_days`, `stages.acquainted.ask_days`."""
    return dict(_flat(policy))


def _flat(policy: Policy) -> Iterator[tuple[str, Any]]:
    for name, value in asdict(policy).items():
        if name == "stages":
            for stage, rule in value.items():
                yield from ((f"stages.{stage}.{number}", days) for number, days in rule.items())
        elif name not in NOT_OURS:
            yield name, list(value) if isinstance(value, tuple) else value


def nested(values: dict[str, Any]) -> dict[str, Any]:
    """The inverse of `flat`."""
    found: dict[str, Any] = {"stages": {}}
    for name, value in values.items():
        first, *rest = name.split(".")
        if rest:
            found["stages"].setdefault(rest[0], {})[rest[1]] = value
        else:
            found[first] = value
    return found


def differences(before: Policy, after: Policy) -> dict[str, list[Any]]:
    """`{name: [before, after]}` of what is not the same."""
    old, new = flat(before), flat(after)
    return {name: [old[name], value] for name, value in new.items() if value != old[name]}


def changed_names(policy: Policy) -> list[str]:
    """What differs from the defaults."""
    return list(differences(Policy(), policy))


def _without(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in NOT_OURS}


def _check(policy: Policy) -> None:
    if policy.day_ends <= policy.day_starts:
        raise Invalid({"day_ends": _("The day ends after it begins.")})


async def _held(session: AsyncSession, actor: Actor) -> TimingPolicy:
    """The workspace's row, made if there is none, for nobody else to write meanwhile."""
    made = TimingPolicy(workspace_id=actor.workspace_id, version=FIRST_VERSION)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(TimingPolicy).values(**made.model_dump()).on_conflict_do_nothing())
    stored = await policy_record(session, actor, lock=True)
    if stored is None:
        raise Stale(_("Somebody has changed this meanwhile."))
    return stored
