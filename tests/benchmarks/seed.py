"""Bloggers by the hundred thousand: rows written by Core, with the same facts that the services keep.

Invented people: names are drawn from lists of syllables, addresses end in example.org.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from pydantic_core import PydanticUndefined
from sqlalchemy import insert, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import models as accounts
from app.bloggers import models as bloggers
from app.bloggers import search
from app.core.actor import Actor
from app.core.clock import NEVER, NO_DATE, now
from app.core.db import Database
from app.core.ids import new_id
from app.core.security import digest, new_api_token, new_secret
from app.core.text import fold
from app.outreach import models as outreach
from app.outreach.timing.service import refresh
from app.partnerships import models as partnerships
from app.partnerships.defaults import default_stages, first_pipeline

CHUNK = 5_000
MARKED = 500
GIVEN = ("Zoé", "Anaïs", "Léo", "Maël", "Inès", "Hugo", "Chloé", "Rémi", "Nora", "Paul", "Edith", "Oscar", "Ivy", "Ben")
SYLLABLES = ("ba", "ro", "mi", "lu", "ter", "van", "del", "son", "qui", "ne", "ga", "le", "mar", "tin", "do", "sha")
TOPICS = ("food", "travel", "books", "sport", "garden", "beauty", "tech", "family", "music", "craft")
CITIES = (("FR", "Lyon"), ("FR", "Nantes"), ("FR", "Lille"), ("BE", "Liège"), ("CH", "Genève"), ("GB", "Leeds"))


@dataclass(frozen=True)
class World:
    """Where the requests go and who makes them."""

    workspace_id: UUID
    brand_id: UUID
    user_id: UUID
    blogger_ids: list[UUID]
    cookie: str
    token: str


async def world(database: Database, *, count: int, interactions: int = 10, in_partnership: int = 0) -> World:
    """A workspace of one member with `count` bloggers, each with `interactions`, the first few in a partnership."""
    dice = random.Random(count)
    async with database.write() as session:
        made = await workspace(session)
    for start in range(0, count, CHUNK):
        async with database.write() as session:
            await _people(session, made, dice, min(CHUNK, count - start), interactions)
    async with database.write() as session:
        await session.execute(
            update(accounts.Workspace)
            .where(col(accounts.Workspace.id) == made.workspace_id)
            .values(blogger_count=count)
        )
        if in_partnership:
            await _board(session, made, dice, made.blogger_ids[:in_partnership])
    await _mark(database, made)
    await _analyze(database)
    return made


async def _mark(database: Database, made: World) -> None:
    """Answers for an ask, as the worker keeps them: a list would otherwise compute each anew."""
    for start in range(0, len(made.blogger_ids), MARKED):
        pairs = [(blogger_id, made.brand_id) for blogger_id in made.blogger_ids[start : start + MARKED]]
        async with database.write() as session:
            await refresh(session, Actor(made.workspace_id, None, permissions=frozenset({"bloggers.read"})), pairs)


async def workspace(session: AsyncSession) -> World:
    workspace = accounts.Workspace(name="Bench", time_zone="Europe/Paris")
    user = accounts.User(email="bench@example.org", email_key="bench@example.org", name="Bench")
    session.add_all([workspace, user])
    await session.flush()
    brand = accounts.Brand(workspace_id=workspace.id, name="Bench", name_key="bench", is_default=True)
    member = accounts.Member(workspace_id=workspace.id, user_id=user.id, role="admin")
    session.add_all([brand, member])
    await session.flush()
    cookie, token = new_secret(), new_api_token()
    session.add_all(
        [
            accounts.UserSession(
                token_hash=digest(cookie),
                user_id=user.id,
                workspace_id=workspace.id,
                last_seen_at=now(),
                expires_at=now() + timedelta(days=1),
            ),
            accounts.ApiToken(
                workspace_id=workspace.id,
                member_id=member.id,
                name="bench",
                prefix=token[:12],
                token_hash=digest(token),
                role="admin",
                scopes=["all"],
            ),
        ]
    )
    return World(workspace.id, brand.id, user.id, [], cookie, token)


async def _people(session: AsyncSession, made: World, dice: random.Random, count: int, interactions: int) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {
        model: []
        for model in (
            bloggers.Blogger,
            bloggers.Relation,
            bloggers.ContactPoint,
            bloggers.Channel,
            bloggers.BloggerFacet,
            outreach.Interaction,
            outreach.InteractionBlogger,
        )
    }
    found = [person(made, dice, rows, interactions) for _number in range(count)]
    for model, values in rows.items():
        if values:
            connection = await session.connection()
            await connection.execute(insert(model.__table__), values)
    await search.write(session, found)


def person(
    made: World, dice: random.Random, rows: dict[Any, list[dict[str, Any]]], interactions: int
) -> search.Findable:
    moment = now() - timedelta(seconds=dice.randrange(30_000_000))
    family = "".join(dice.choices(SYLLABLES, k=3)).capitalize()
    name = f"{dice.choice(GIVEN)} {family}"
    handle = f"{fold(name).replace(' ', '')}{dice.randrange(10_000)}"
    country, city = dice.choice(CITIES)
    topics = sorted(dice.sample(TOPICS, 2))
    key = new_id()
    made.blogger_ids.append(key)
    own = {"workspace_id": made.workspace_id, "created_at": moment, "updated_at": moment}
    rows[bloggers.Blogger].append(
        _defaults(bloggers.Blogger)
        | own
        | {
            "id": key,
            "version": 1,
            "name": name,
            "sort_name": fold(name),
            "country": country,
            "city": city,
            "languages": ["fr"],
            "topics": topics,
            "audience": dice.randrange(100, 500_000),
            "state": "active",
            "state_since": moment,
            "collected_at": moment,
            "do_not_contact": False,
            "source": "bench",
            "legal_basis": "legitimate_interest",
        }
    )
    part = {**own, "blogger_id": key, "version": 1}
    email, url = f"{handle}@example.org", f"https://{handle}.example.org"
    rows[bloggers.ContactPoint].append(
        _defaults(bloggers.ContactPoint)
        | part
        | {
            "id": new_id(),
            "kind": "email",
            "value": email,
            "value_key": email,
            "label": "",
            "preferred": True,
            "state": "ok",
        }
    )
    rows[bloggers.Channel].append(
        _defaults(bloggers.Channel)
        | part
        | {"id": new_id(), "platform": "blog", "handle": handle, "handle_key": handle, "url": url, "audience": 0}
        | {"url_key": f"{handle}.example.org"}
    )
    rows[bloggers.BloggerFacet] += [
        {"workspace_id": made.workspace_id, "kind": kind, "value": value, "blogger_id": key}
        for kind, value in (("language", "fr"), ("platform", "blog"), *(("topic", topic) for topic in topics))
    ]
    touched = {"out": NEVER, "in": NEVER}
    last: dict[str, UUID | None] = {"out": None, "in": None}
    for _number in range(interactions):
        at = moment + (now() - moment) * dice.random()
        way = dice.choice(("out", "out", "in"))
        touch = new_id()
        if at > touched[way]:
            touched[way], last[way] = at, touch
        rows[outreach.Interaction].append(
            _defaults(outreach.Interaction)
            | own
            | {
                "id": touch,
                "version": 1,
                "kind": "email",
                "direction": way,
                "nature": "neutral",
                "via": "email",
                "brand_id": made.brand_id,
                "occurred_at": at,
                "author_id": made.user_id,
                "summary": "A few words about the spring table",
                "links": [],
                "mentions": [],
                "no_answer_expected": False,
            }
        )
        rows[outreach.InteractionBlogger].append(
            {
                "workspace_id": made.workspace_id,
                "interaction_id": touch,
                "blogger_id": key,
                "occurred_at": at,
                "brand_id": made.brand_id,
                "direction": way,
                "author_id": made.user_id,
                "expects_answer": True,
                "deleted": False,
            }
        )
    rows[bloggers.Relation].append(
        _defaults(bloggers.Relation)
        | part
        | {
            "id": new_id(),
            "brand_id": made.brand_id,
            "stage": dice.choice(list(bloggers.RelationStage)),
            "stage_since": moment,
            "owner_id": made.user_id,
            "address_form": "",
            "turn": "none" if not interactions else "theirs" if touched["out"] > touched["in"] else "ours",
            "last_contacted_at": touched["out"],
            "last_contacted_by": made.user_id if last["out"] else None,
            "last_contacted_id": last["out"],
            "last_heard_at": touched["in"],
            "last_heard_id": last["in"],
            "last_touched_at": max(touched.values()),
            "interaction_count": interactions,
            "next_step_at": NO_DATE,
            "next_step_count": 0,
            "turn_corrected": "",
        }
    )
    return search.Findable(
        id=key,
        workspace_id=made.workspace_id,
        state="active",
        sort_name=fold(name),
        texts=[name, city, *topics],
        handles=[handle],
        emails=[email],
        urls=[url],
        country=country,
    )


@cache
def _plain_defaults(model: Any) -> dict[str, Any]:
    return {name: field.default for name, field in model.model_fields.items() if field.default is not PydanticUndefined}


def _defaults(model: Any) -> dict[str, Any]:
    """What the model gives a new row; fresh lists each time."""
    made = {
        name: field.default_factory()
        for name, field in model.model_fields.items()
        if field.default_factory in (list, dict)
    }
    return _plain_defaults(model) | made


async def _board(session: AsyncSession, made: World, dice: random.Random, ids: list[UUID]) -> None:
    pipeline = first_pipeline(made.workspace_id)
    stages = default_stages(made.workspace_id, pipeline.id)
    session.add(pipeline)
    await session.flush()
    session.add_all(stages)
    await session.flush()
    rows = []
    for place, key in enumerate(ids):
        stage, since = dice.choice(stages), now() - timedelta(seconds=dice.randrange(5_000_000))
        values = partnerships.Partnership(
            workspace_id=made.workspace_id,
            pipeline_id=pipeline.id,
            stage_id=stage.id,
            stage_since=since,
            rank=float(place),
            blogger_id=key,
            brand_id=made.brand_id,
            owner_id=made.user_id,
            expected_minor=dice.randrange(10_000, 500_000),
            currency="EUR",
        )
        rows.append(values.model_dump())
    connection = await session.connection()
    await connection.execute(insert(partnerships.Partnership.metadata.tables["partnership"]), rows)


async def _analyze(database: Database) -> None:
    async with database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("ANALYZE")
