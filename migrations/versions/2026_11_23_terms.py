"""What of a partnership's terms has a day; marks that answer each reader, and tell whose stage may
have moved; colleagues who ask each other whether to write; what people did themselves.

Revision: 0008
Follows: 0007
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NO_DATE = "9999-01-01 00:00:00.000000"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
ASKED = {"blogger_id": "blogger", "brand_id": "brand", "asked_by": "user", "asked_of": "user"}
relation = sa.table("relation", sa.column("marked_until", MOMENT))


def upgrade() -> None:
    op.create_table(
        "partnership_term",
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("rival_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_term_partnership_id_partnership"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rival_id"], ["brand.id"], name=op.f("fk_partnership_term_rival_id_brand"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_partnership_term_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_term")),
    )
    op.create_index("ix_partnership_term_of", "partnership_term", ["partnership_id", "workspace_id"])
    op.create_index(op.f("ix_partnership_term_rival_id"), "partnership_term", ["rival_id"])
    op.add_column("relation", sa.Column("voice_by", sa.Uuid(), nullable=True))
    op.add_column("relation", sa.Column("own_verdict", sa.String(length=10), nullable=False, server_default=""))
    op.add_column("relation", sa.Column("own_until", MOMENT, nullable=False, server_default=moment(NO_DATE)))
    op.add_column("relation", sa.Column("own_code", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("relation", sa.Column("outgrown", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_relation_by_voice", "relation", ["workspace_id", "voice_by", "blogger_id"])
    op.create_index("ix_relation_outgrown", "relation", ["workspace_id", "outgrown", "blogger_id"])
    op.add_column("activity", sa.Column("person_name", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("circumstance", sa.Column("yielded_by", sa.Uuid(), nullable=True))
    op.create_table(
        "voice_question",
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ASKED),
        sa.Column("yes", sa.Boolean(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_voice_question_{name}_{table}"), ondelete="CASCADE"
            )
            for name, table in {**ASKED, "workspace_id": "workspace"}.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_question")),
    )
    op.create_index("ix_voice_question_to", "voice_question", ["workspace_id", "asked_of", "answered_at"])
    op.create_index("ix_voice_question_by", "voice_question", ["workspace_id", "asked_by", "answered_at"])
    for name in ("blogger_id", "asked_by", "asked_of"):
        op.create_index(op.f(f"ix_voice_question_{name}"), "voice_question", [name])
    op.execute(relation.update().values(marked_until=NEVER))


def downgrade() -> None:
    for name in ("ix_relation_outgrown", "ix_relation_by_voice"):
        op.drop_index(name, "relation")
    with op.batch_alter_table("relation") as batch_op:
        for name in ("outgrown", "own_code", "own_until", "own_verdict", "voice_by"):
            batch_op.drop_column(name)
    for table, column in (("circumstance", "yielded_by"), ("activity", "person_name")):
        op.drop_column(table, column)
    op.drop_table("voice_question")
    op.drop_table("partnership_term")
    _forget_facts()


def moment(utc: str) -> str:
    """As the database writes it: SQLite keeps text in UTC, PostgreSQL wants the zone."""
    return f"{utc}+00" if op.get_context().dialect.name == "postgresql" else utc


def _forget_facts() -> None:
    """What timing was told of the terms that are gone."""
    circumstance = sa.table("circumstance", sa.column("source_type", sa.String()))
    op.execute(circumstance.delete().where(circumstance.c.source_type == "partnership_term"))
