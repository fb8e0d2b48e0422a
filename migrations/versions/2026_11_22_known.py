"""What timing can know of the past: last gestures, what is agreed and not over, practical words said inside it.

Revision: 0007
Follows: 0006
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
relation = sa.table("relation", *(sa.column(name, sa.Uuid()) for name in ("workspace_id", "blogger_id", "brand_id")))
relation.append_column(sa.column("last_given_at", MOMENT))
relation.append_column(sa.column("marked_until", MOMENT))
interaction = sa.table("interaction", sa.column("id", sa.Uuid()), sa.column("nature", sa.String()))
part = sa.table(
    "interaction_blogger",
    *(sa.column(name, sa.Uuid()) for name in ("workspace_id", "interaction_id", "blogger_id", "brand_id")),
    sa.column("occurred_at", MOMENT),
    sa.column("direction", sa.String()),
    sa.column("deleted", sa.Boolean()),
    sa.column("live", sa.Boolean()),
)
partnership = sa.table(
    "partnership",
    *(sa.column(name, sa.Uuid()) for name in ("id", "workspace_id", "blogger_id", "brand_id", "stage_id")),
    sa.column("stage_since", MOMENT),
    sa.column("title", sa.String()),
    sa.column("deleted", sa.Boolean()),
)
stage = sa.table(
    "stage",
    *(sa.column(name, sa.Uuid()) for name in ("id", "pipeline_id")),
    sa.column("kind", sa.String()),
    sa.column("position", sa.Integer()),
)
move = sa.table(
    "partnership_move",
    sa.column("partnership_id", sa.Uuid()),
    sa.column("from_kind", sa.String()),
    sa.column("to_kind", sa.String()),
    sa.column("at", MOMENT),
)
circumstance = sa.table(
    "circumstance",
    *(sa.column(name, sa.Uuid()) for name in ("id", "workspace_id", "blogger_id", "brand_id", "source_id")),
    *(sa.column(name, MOMENT) for name in ("created_at", "updated_at", "since", "until", "deleted_at")),
    *(sa.column(name, sa.String()) for name in ("kind", "label", "url", "reason", "note", "currency", "source_type")),
    *(sa.column(name, sa.Boolean()) for name in ("yearly", "is_open")),
    sa.column("topics", sa.JSON()),
    sa.column("version", sa.Integer()),
)


def upgrade() -> None:
    """New facts stand beside the old, so that the previous code still works under it."""
    connection = op.get_bind()
    _last_gestures()
    agreed = _agreed_at(connection)
    facts = [_fact(row, kind, agreed) for row, kind in _agreed_or_declined(connection)]
    for start in range(0, len(facts), 500):
        connection.execute(circumstance.insert(), facts[start : start + 500])
    _said_inside()
    op.execute(relation.update().values(marked_until=NEVER))


def _last_gestures() -> None:
    given = (
        sa.select(sa.func.max(part.c.occurred_at))
        .select_from(part.join(interaction, interaction.c.id == part.c.interaction_id))
        .where(
            part.c.workspace_id == relation.c.workspace_id,
            part.c.blogger_id == relation.c.blogger_id,
            part.c.brand_id == relation.c.brand_id,
            part.c.direction == "out",
            part.c.deleted.is_(False),
            interaction.c.nature == "give",
        )
        .correlate(relation)
        .scalar_subquery()
    )
    op.execute(relation.update().values(last_given_at=sa.func.coalesce(given, sa.literal(NEVER, MOMENT))))


def _agreed_or_declined(connection: sa.Connection) -> list[tuple[sa.Row, str]]:
    """Partnerships agreed and not over (in the last of several such stages they are), and those declined."""
    won: dict[uuid.UUID, list[uuid.UUID]] = {}
    rows = connection.execute(sa.select(stage).order_by(stage.c.position)).all()
    for row in rows:
        if row.kind == "won":
            won.setdefault(row.pipeline_id, []).append(row.id)
    live = {stage_id for ids in won.values() for stage_id in (ids[:-1] or ids)}
    lost = {row.id for row in rows if row.kind == "lost"}
    there = sa.select(circumstance.c.source_id).where(circumstance.c.source_type == "partnership")
    known = {row.source_id for row in connection.execute(there)}
    every = connection.execute(sa.select(partnership).where(partnership.c.deleted.is_(False))).all()
    mine = [row for row in every if row.id not in known and row.stage_id in live | lost]
    return [(row, "live" if row.stage_id in live else "refusal") for row in mine]


def _agreed_at(connection: sa.Connection) -> dict[uuid.UUID, datetime]:
    """When each partnership last came to be agreed."""
    came = (move.c.to_kind == "won") & (move.c.from_kind != "won")
    statement = sa.select(move.c.partnership_id, sa.func.max(move.c.at)).where(came).group_by(move.c.partnership_id)
    return {row[0]: row[1] for row in connection.execute(statement)}


def _fact(row: sa.Row, kind: str, agreed: dict[uuid.UUID, datetime]) -> dict:
    moment = datetime.now(UTC)
    texts = dict.fromkeys(("url", "reason", "note", "currency"), "")
    return texts | {
        "id": uuid.uuid4(),
        "workspace_id": row.workspace_id,
        "created_at": moment,
        "updated_at": moment,
        "version": 1,
        "blogger_id": row.blogger_id,
        "brand_id": row.brand_id,
        "kind": kind,
        "since": agreed.get(row.id, row.stage_since) if kind == "live" else row.stage_since,
        "until": None,
        "label": row.title,
        "topics": [],
        "yearly": False,
        "is_open": True,
        "deleted_at": None,
        "source_type": "partnership",
        "source_id": row.id,
    }


def _said_inside() -> None:
    practical = sa.exists().where(interaction.c.id == part.c.interaction_id, interaction.c.nature == "service")
    agreed = sa.exists().where(
        circumstance.c.workspace_id == part.c.workspace_id,
        circumstance.c.blogger_id == part.c.blogger_id,
        circumstance.c.kind == "live",
        circumstance.c.deleted_at.is_(None),
        sa.or_(circumstance.c.brand_id.is_(None), circumstance.c.brand_id == part.c.brand_id),
        circumstance.c.since <= part.c.occurred_at,
        sa.or_(circumstance.c.until.is_(None), circumstance.c.until > part.c.occurred_at),
    )
    op.execute(part.update().where(part.c.direction == "out", practical, agreed).values(live=sa.true()))


def downgrade() -> None:
    """What follows from elsewhere can be known again."""
    op.execute(circumstance.delete().where(circumstance.c.source_type == "partnership"))
    op.execute(part.update().values(live=sa.false()))
