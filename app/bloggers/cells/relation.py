"""Facts of a brand's relation, changed in the list."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.activity.merge import merged
from app.bloggers import labels, queries, service
from app.bloggers.cells.registry import FIELDS, Before, Cell, Place, Posted
from app.bloggers.choices import Options
from app.bloggers.models import RelationStage
from app.core.actor import Actor
from app.core.forms import FormState, validate
from app.core.i18n import lazy
from app.core.schemas import Input


class RelationCell(Cell):
    """A fact of the brand's relation, which is made with the first one."""

    field: ClassVar[str]
    none: ClassVar[Any] = None
    template = FIELDS

    async def form(self, session: AsyncSession, actor: Actor, place: Place) -> FormState:
        relation = await queries.relation(session, actor, place.blogger.id, place.brand_id)
        stands = getattr(relation, self.field) if relation else self.none
        return FormState.begun({self.field: stands}, relation.version if relation else 0)

    async def save(
        self, session: AsyncSession, actor: Actor, place: Place, given: Any, posted: Posted
    ) -> Before | None:
        relation = await service.ensure_relation(session, actor, place.blogger.id, place.brand_id)
        before = getattr(relation, self.field)
        values = await merged(session, actor, relation, given.model_dump(mode="json"), *posted)
        await service.update_relation(session, actor, relation, _typed(self.schema, values))
        return None if getattr(relation, self.field) == before else {self.field: str(before or "")}

    async def undo(self, session: AsyncSession, actor: Actor, place: Place, before: Before) -> None:
        relation = await service.ensure_relation(session, actor, place.blogger.id, place.brand_id)
        await service.update_relation(session, actor, relation, _typed(self.schema, before))


def _typed(schema: type[Input], values: Before) -> dict[str, Any]:
    """Plain values as the schema means them; Invalid where they mean nothing."""
    return validate(schema, {name: [value or ""] for name, value in values.items()}).model_dump() if values else {}


class StageIn(Input):
    stage: RelationStage


class Stage(RelationCell):
    key, label, field, none = "stage", lazy("Stage"), "stage", RelationStage.NOT_MET.value
    schema, fields, kind, required = StageIn, {"stage": lazy("Stage")}, "select", True

    async def options(self, session: AsyncSession, actor: Actor) -> Options:  # noqa: ARG002
        return [(key, str(words)) for key, words in labels.STAGES.items()]


class OwnerIn(Input):
    owner_id: UUID | None = None


class Owner(RelationCell):
    key, label, field = "owner", lazy("Owner"), "owner_id"
    schema, fields, kind, required = OwnerIn, {"owner_id": lazy("Owner")}, "select", False

    async def options(self, session: AsyncSession, actor: Actor) -> Options:
        return [(str(one.user_id), one.name) for one in await accounts.members(session, actor)]
