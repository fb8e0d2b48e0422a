"""How long a refusal takes tells nobody who has an account (reliability T17).

Wall times on a busy machine are worth little one by one. Tries at both kinds of address are made in turn, in random
order, and compared by rank: the chance that a refusal of a known address took longer than one of an unknown address
is a half when nothing tells them apart, whatever noise falls on both.
"""

import importlib.util
import os
import random
import time

import pytest
from sqlalchemy import delete
from sqlmodel import col

from app.accounts.models import Throttle, User
from app.accounts.service import sessions
from app.core import security
from tests.cast import Browser

KINDS = ("known", "disabled", "without a password")
TIMED = KINDS if os.environ.get("TACT_TEST_DEPTH") == "full" else KINDS[:1]


@pytest.fixture
def as_shipped(monkeypatch):
    """Passwords cost what they cost in production; the other tests hash cheaply."""
    spec = importlib.util.find_spec("app.core.security")
    shipped = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shipped)
    for name in ("_hasher", "_DECOY"):
        monkeypatch.setattr(security, name, getattr(shipped, name))


@pytest.fixture
async def kinds(as_shipped, database, cast) -> dict[str, str]:
    """An address of each kind that is refused: nobody's, and those of accounts."""
    password_hash = await security.hash_password("a long password of Olga")
    async with database.write() as session:
        for name, change in (
            ("owner", {"password_hash": password_hash}),
            ("mate", {"password_hash": password_hash, "disabled_at": sessions.now()}),
        ):
            user = await session.get_one(User, cast[name].user.id)
            user.sqlmodel_update(change)
    return {
        "unknown": "nobody@atelier.example.org",
        "known": cast["owner"].user.email,
        "disabled": cast["mate"].user.email,
        "without a password": cast["viewer"].user.email,
    }


async def refusal(client: Browser, database, email: str) -> float:
    """Seconds that a wrong password at `email` took; the answer is that of any other address."""
    async with database.write() as session:
        await session.execute(delete(Throttle))
    typed = {"email": email, "password": "not this one at all"}
    began = time.perf_counter()
    answer = await client.post("/login", data=typed)
    took = time.perf_counter() - began
    assert answer.status_code == 422
    return took


async def told_apart(client: Browser, database, one: str, other: str, rounds: int) -> float:
    """0.0 when a stopwatch cannot tell the two from each other, 1.0 when it always can."""
    times: dict[str, list[float]] = {one: [], other: []}
    dice = random.Random(17)
    for email in (one, other):
        await refusal(client, database, email)  # what happens only once is of no use to anybody
    for _round in range(rounds):
        for email in dice.sample((one, other), 2):
            times[email].append(await refusal(client, database, email))
    longer = sum((a > b) + (a == b) / 2 for a in times[one] for b in times[other])
    return abs(2 * longer / rounds**2 - 1)


@pytest.mark.parametrize("kind", TIMED)
async def test_time_tells_nobody_who_has_an_account(kind, kinds, client, database, depth):
    rounds = depth(sample=25, full=400)
    limit = 5 * (2 * (2 * rounds + 1) / 6 / rounds**2) ** 0.5  # five times what chance alone does
    assert await told_apart(client, database, kinds[kind], kinds["unknown"], rounds) < limit


async def test_this_would_notice(kinds, client, database, depth, monkeypatch):
    """A refusal that skips the hashing where there is none to compare with."""

    async def hasty(password: str, password_hash: str) -> bool:
        return bool(password_hash) and await check_password(password, password_hash)

    check_password = sessions.check_password
    monkeypatch.setattr(sessions, "check_password", hasty)
    rounds = depth(sample=20, full=100)
    assert await told_apart(client, database, kinds["known"], kinds["unknown"], rounds) > 0.95


@pytest.mark.parametrize("kind", KINDS)
async def test_the_same_statements_and_words(kind, kinds, client, database, count_statements):
    said = {}
    for name in ("unknown", kind):
        async with database.write() as session:
            await session.execute(delete(Throttle).where(col(Throttle.key).is_not(None)))
        with count_statements() as executed:
            answer = await client.post("/login", data={"email": kinds[name], "password": "not this one at all"})
        said[name] = list(executed), answer.text.replace(kinds[name], "…"), answer.headers["content-type"]
    assert said["unknown"] == said[kind]


async def test_the_decoy_is_as_dear_as_a_password(as_shipped):
    assert not security._hasher.current_hasher.check_needs_rehash(security._DECOY)
    assert not await security.check_password("", "")
