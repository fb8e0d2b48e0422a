"""What the tests of accounts share: a password everybody knows, and a browser at the machine itself."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from app.accounts.models import User
from app.core.security import hash_password
from tests.cast import Browser, Person

PASSWORD = "three quiet otters"


@pytest.fixture(scope="session")
async def password_hash(anyio_backend: str) -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
def with_password(database, password_hash: str) -> Callable[[Person], Awaitable[None]]:
    """Gives someone of the cast the password of the tests."""

    async def give(person: Person) -> None:
        async with database.write() as session:
            (await session.get_one(User, person.user.id)).password_hash = password_hash

    return give


@pytest.fixture
async def at_the_machine(app: FastAPI, settings) -> AsyncIterator[Browser]:
    """A browser on the computer that runs Tact, which has no public address."""
    app.state.settings = settings.model_copy(update={"public_url": ""})
    async with Browser(app) as opened:
        opened.base_url = "http://127.0.0.1:8000"
        yield opened
