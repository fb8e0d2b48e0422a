"""Fields of a person's record, changed in the list."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import queries, service
from app.bloggers.cells.registry import FIELDS, Before, Cell, Place, Posted
from app.bloggers.choices import Options
from app.bloggers.models import Blogger
from app.bloggers.schemas.person import BloggerPatch
from app.bloggers.schemas.typed import TagsTyped, TopicsTyped
from app.core import i18n
from app.core.actor import Actor
from app.core.forms import FormState, validate
from app.core.i18n import lazy


class PersonIn(BloggerPatch):
    topics: TopicsTyped = []
    tags: TagsTyped = []


class PersonCell(Cell):
    """A field of the record itself. Its key is the field's name."""

    schema, template, required = PersonIn, FIELDS, False

    async def form(self, session: AsyncSession, actor: Actor, place: Place) -> FormState:  # noqa: ARG002
        return FormState.begun({self.key: await self.held(session, place.blogger)}, place.blogger.version)

    async def save(
        self, session: AsyncSession, actor: Actor, place: Place, given: Any, posted: Posted
    ) -> Before | None:
        values = {name: value for name, value in given.changes().items() if name == self.key}
        values = posted.was.changed(values) if posted.was else values
        before = {self.key: await self.held(session, place.blogger)}
        changes = await service.update_blogger(session, actor, place.blogger, values, version=posted.version)
        return before if changes else None

    async def undo(self, session: AsyncSession, actor: Actor, place: Place, before: Before) -> None:
        values = validate(PersonIn, {self.key: [*before[self.key]] if self.kind == "tags" else [before[self.key]]})
        await service.update_blogger(session, actor, place.blogger, values.changes())

    async def held(self, session: AsyncSession, blogger: Blogger) -> Any:  # noqa: ARG002
        return getattr(blogger, self.key)


class Tags(PersonCell):
    key, label, fields, kind = "tags", lazy("Tags"), {"tags": lazy("Tags")}, "tags"

    async def options(self, session: AsyncSession, actor: Actor) -> list[str]:
        return await queries.tag_names(session, actor)

    async def held(self, session: AsyncSession, blogger: Blogger) -> list[str]:
        return [tag.name for tag in await queries.tags(session, blogger)]


class Topics(PersonCell):
    key, label, fields, kind = "topics", lazy("Topics"), {"topics": lazy("Topics")}, "tags"

    async def options(self, session: AsyncSession, actor: Actor) -> list[str]:
        return await queries.topic_names(session, actor)


class Country(PersonCell):
    key, label, fields, kind = "country", lazy("Country"), {"country": lazy("Country")}, "select"

    async def options(self, session: AsyncSession, actor: Actor) -> Options:  # noqa: ARG002
        return list(i18n.countries())


class City(PersonCell):
    key, label, fields, kind = "city", lazy("City"), {"city": lazy("City")}, "text"
