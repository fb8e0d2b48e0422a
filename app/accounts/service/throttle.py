"""Failed tries at a password, counted per account and per address (T16).

A try is counted before the password is looked at, in a transaction of its own: tries at the same time cannot slip
past, and a refusal does not undo its own count. The right password forgives the account, not the address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Throttle
from app.core.clock import now
from app.core.db import Database, record_aside
from app.core.errors import TooMany
from app.core.i18n import _
from app.core.network import bucket
from app.core.security import digest

FREE_TRIES = 10
WINDOW = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
FORGOTTEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try at the password of `account` (any text that names it) from `address`."""

    account: str
    address: str

    @property
    def keys(self) -> tuple[str, str]:
        """What is counted; hashed, for a mistyped address may be a password."""
        return account_key(self.account), f"address:{bucket(self.address)}"

    async def claim(self, database: Database) -> None:
        """Counts this try. Raises TooMany from the eleventh on, until the pause is over."""
        async with database.write() as session:
            pauses = [await _count(session, key) for key in sorted(self.keys)]
        if (pause := max(pauses)) > timedelta():
            raise _too_many(pause)

    async def forgive(self, database: Database) -> None:
        """The password was right: the account starts anew, and the address is not blamed for this try."""
        account, address = self.keys
        await record_aside(
            database,
            delete(Throttle).where(col(Throttle.key) == account),
            update(Throttle).where(col(Throttle.key) == address).values(count=col(Throttle.count) - 1),
        )


@dataclass(frozen=True, slots=True)
class Guess:
    """A private link tried from `address`, by somebody who need not sign in: only links that are none are counted."""

    address: str

    @property
    def key(self) -> str:
        return f"link:{bucket(self.address)}"

    async def admit(self, session: AsyncSession) -> None:
        """Raises TooMany while this address pauses."""
        row = await session.get(Throttle, self.key)
        if row and row.count >= FREE_TRIES and now() < row.window_ends_at:
            raise _too_many(row.window_ends_at - now())

    async def count(self, database: Database) -> None:
        """One that was none."""
        async with database.write() as session:
            await _count(session, self.key)


def _too_many(pause: timedelta) -> TooMany:
    seconds = max(1, round(pause.total_seconds()))
    return TooMany(_("Too many tries. Wait a little, then try again."), retry_after=seconds)


def account_key(account: str) -> str:
    """Under which the tries at the password of `account` are counted."""
    return f"account:{digest(account)}"


async def _count(session: AsyncSession, key: str) -> timedelta:
    """Counts a try at `key`; how long it has to wait instead, zero when it may go on."""
    moment = now()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(Throttle).values(key=key, count=0, window_ends_at=moment + WINDOW)
    await session.execute(fresh.on_conflict_do_nothing())
    statement = select(Throttle).where(col(Throttle.key) == key).with_for_update()
    row = (await session.execute(statement)).scalar_one()
    if row.count >= FREE_TRIES and moment < row.window_ends_at:
        return row.window_ends_at - moment
    if moment > row.window_ends_at + (FORGOTTEN if row.count >= FREE_TRIES else timedelta()):
        row.count = 0
    row.count += 1
    row.window_ends_at = _window(row.count, moment, row.window_ends_at)
    return timedelta()


def _window(count: int, moment: datetime, before: datetime) -> datetime:
    if count < FREE_TRIES:
        return moment + WINDOW if count == 1 else before
    return moment + min(FIRST_PAUSE * 2 ** min(count - FREE_TRIES, 10), LONGEST_PAUSE)
