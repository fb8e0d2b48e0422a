"""The demo's workspace: members, brands, campaigns."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.accounts import queries
from app.accounts import service as accounts
from app.accounts.doors import actor_of_member
from app.accounts.models import Role, User
from app.accounts.schemas import BrandIn
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.schemas import CampaignIn
from app.core import clock
from app.core.actor import Actor
from app.core.db import Database
from app.seeds import words

COLLEAGUES = (("Ana Ruiz", Role.OUTREACH), ("Tom Becker", Role.MANAGER), ("Inès Royer", Role.OUTREACH))
OWNER = "Alex Demo"
BRANDS = ("Maison Olier", "Grand Air")
SHORT, HIDDEN = timedelta(days=370), "demo@example.org"


@dataclass
class Person:
    """What the story needs to know of somebody."""

    id: UUID
    language: str
    created_at: datetime
    do_not_contact: bool
    brand_id: UUID
    owner_id: UUID
    warmth: int = 0
    """0: never spoken to; 4: a good year together."""
    moves: list[tuple[int, int]] = field(default_factory=list)
    """How many days ago the relation moved, and how far."""
    campaign: Campaign | None = None
    """In which they have a partnership."""


@dataclass
class Demo:
    """What the later chapters need."""

    today: datetime
    actor: Actor
    token: str
    dice: random.Random
    users: list[UUID]
    brands: dict[str, UUID]
    campaigns: list[Campaign] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def ago(self, days: float, hour: int | None = None) -> datetime:
        """A moment of a working hour, `days` ago; never in the future."""
        moment = self.today - timedelta(days=days)
        if hour is not None:
            moment = moment.replace(hour=hour, minute=self.dice.randrange(60))
        return min(moment, self.today)


async def found(database: Database, today: datetime) -> Demo:
    """The empty demo with its people at work."""
    async with database.write() as session:
        with clock.at(today - SHORT):
            owner = await _user(session, OWNER, HIDDEN)
            workspace = await accounts.create_workspace(
                session, owner, "Atelier Olier (demo)", time_zone="Europe/Paris", is_demo=True
            )
            colleagues = []
            for name, role in COLLEAGUES:
                address = f"{name.split()[0].lower().replace('è', 'e')}.demo@example.org"
                colleague = await _user(session, name, address)
                await accounts.join(session, workspace.id, colleague.id, role)
                colleagues.append(colleague)
            actor = await actor_of_member(session, workspace.id, owner.id)
            brands = await _brands(session, actor)
        token = await accounts.create_sign_in_link(session, owner.id, workspace.id)
        users = [owner.id, *(user.id for user in colleagues)]
        dice = random.Random(20)  # noqa: S311 - a demo, not a secret
        demo = Demo(today, actor, token, dice, users, brands)
        for given in words.CAMPAIGNS:
            demo.campaigns.append(await _campaign(session, demo, dict(given)))
    return demo


async def _user(session: Any, name: str, address: str) -> User:
    """Somebody without a password: the demo is entered by its link alone."""
    user = User(email=address, email_key=address, name=name, time_zone="Europe/Paris", tour=1)
    session.add(user)
    await session.flush()
    return user


async def _brands(session: Any, actor: Actor) -> dict[str, UUID]:
    first = (await queries.brands(session, actor))[0]
    await accounts.update_brand(session, actor, first, {"name": BRANDS[0]})
    second = await accounts.create_brand(session, actor, BrandIn(name=BRANDS[1], colour="blue"))
    return {BRANDS[0]: first.id, BRANDS[1]: second.id}


async def _campaign(session: Any, demo: Demo, given: dict[str, Any]) -> Campaign:
    starts, ends = given.pop("starts"), given.pop("ends")
    brand = given.pop("brand")
    day = demo.today.date()
    with clock.at(demo.today + timedelta(days=starts - 14)):
        return await campaigns.create(
            session,
            demo.actor,
            CampaignIn(
                **given,
                brand_id=demo.brands[brand],
                starts_on=day + timedelta(days=starts),
                ends_on=day + timedelta(days=ends),
                member_ids=demo.users[:3],
            ),
        )
