"""What timing weighs: circumstances, preferences, offers, the policy, what came of advice; marks on relations.

New columns keep a default in the database, so that the previous code still writes under it.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NEVER, NO_DATE = "1970-01-01 00:00:00.000000", "9999-01-01 00:00:00.000000"


def moment(utc: str) -> str:
    """As the database writes it: SQLite keeps text in UTC, PostgreSQL wants the zone."""
    return f"{utc}+00" if op.get_context().dialect.name == "postgresql" else utc


def upgrade() -> None:
    op.create_table(
        "offer",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("keywords", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_offer_workspace_id_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_offer_workspace_id_name_key")),
    )
    op.create_table(
        "timing_policy",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("answer_days", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_timing_policy_workspace_id_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timing_policy")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_timing_policy_workspace_id")),
    )
    op.create_table(
        "circumstance",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blogger_id", sa.Uuid(), nullable=False),
        sa.Column("brand_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("topics", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("source_type", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["blogger_id"], ["blogger.id"], name=op.f("fk_circumstance_blogger_id_blogger"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand.id"], name=op.f("fk_circumstance_brand_id_brand"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_circumstance_by_user"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["user.id"], name=op.f("fk_circumstance_settled_by_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_circumstance_workspace_id_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circumstance")),
    )
    with op.batch_alter_table("circumstance", schema=None) as batch_op:
        batch_op.create_index("ix_circumstance_blogger_id", ["blogger_id"], unique=False)
        batch_op.create_index("ix_circumstance_by_source", ["workspace_id", "source_type", "source_id"], unique=False)
        batch_op.create_index("ix_circumstance_ending", ["workspace_id", "is_open", "until"], unique=False)
        batch_op.create_index("ix_circumstance_of", ["workspace_id", "blogger_id", "is_open"], unique=False)

    op.create_table(
        "preference",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blogger_id", sa.Uuid(), nullable=False),
        sa.Column("vias", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("topics", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("monthly", sa.Integer(), nullable=True),
        sa.Column("pause_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ask_first", sa.Boolean(), nullable=False),
        sa.Column("opted_out", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("by_themselves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("link_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["blogger_id"], ["blogger.id"], name=op.f("fk_preference_blogger_id_blogger"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_preference_workspace_id_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
        sa.UniqueConstraint("workspace_id", "blogger_id", name=op.f("uq_preference_workspace_id_blogger_id")),
    )
    with op.batch_alter_table("preference", schema=None) as batch_op:
        batch_op.create_index("ix_preference_blogger_id", ["blogger_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_preference_link_hash"), ["link_hash"], unique=False)

    op.create_table(
        "advice_outcome",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blogger_id", sa.Uuid(), nullable=False),
        sa.Column("brand_id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("nature", sa.String(length=10), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=True),
        sa.Column("compensation", sa.String(length=10), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("codes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["blogger_id"], ["blogger.id"], name=op.f("fk_advice_outcome_blogger_id_blogger"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand.id"], name=op.f("fk_advice_outcome_brand_id_brand"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_advice_outcome_by_user"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_advice_outcome_campaign_id_campaign"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name=op.f("fk_advice_outcome_interaction_id_interaction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_advice_outcome_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_outcome")),
    )
    with op.batch_alter_table("advice_outcome", schema=None) as batch_op:
        batch_op.create_index("ix_advice_outcome_blogger_id", ["blogger_id"], unique=False)
        batch_op.create_index("ix_advice_outcome_by_time", ["workspace_id", sa.literal_column("at DESC")], unique=False)
        batch_op.create_index(
            "ix_advice_outcome_of", ["workspace_id", "blogger_id", sa.literal_column("at DESC")], unique=False
        )
        batch_op.create_index("ix_advice_outcome_on", ["interaction_id"], unique=False)

    with op.batch_alter_table("blogger", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refusal", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("interaction_blogger", schema=None) as batch_op:
        batch_op.add_column(sa.Column("live", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))

    with op.batch_alter_table("relation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("last_given_at", sa.DateTime(timezone=True), nullable=False, server_default=moment(NEVER))
        )
        batch_op.add_column(sa.Column("ask_verdict", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("ask_until", sa.DateTime(timezone=True), nullable=False, server_default=moment(NO_DATE))
        )
        batch_op.add_column(sa.Column("ask_code", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("owing", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column("word_due_at", sa.DateTime(timezone=True), nullable=False, server_default=moment(NO_DATE))
        )
        batch_op.add_column(
            sa.Column("marked_until", sa.DateTime(timezone=True), nullable=False, server_default=moment(NEVER))
        )
        batch_op.create_index("ix_relation_by_gift", ["workspace_id", "last_given_at", "blogger_id"], unique=False)
        batch_op.create_index("ix_relation_by_mark", ["workspace_id", "ask_verdict", "blogger_id"], unique=False)
        batch_op.create_index("ix_relation_by_word_due", ["workspace_id", "word_due_at", "blogger_id"], unique=False)
        batch_op.create_index("ix_relation_stale_marks", ["marked_until"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("relation", schema=None) as batch_op:
        batch_op.drop_index("ix_relation_stale_marks")
        batch_op.drop_index("ix_relation_by_word_due")
        batch_op.drop_index("ix_relation_by_mark")
        batch_op.drop_index("ix_relation_by_gift")
        batch_op.drop_column("marked_until")
        batch_op.drop_column("word_due_at")
        batch_op.drop_column("owing")
        batch_op.drop_column("ask_code")
        batch_op.drop_column("ask_until")
        batch_op.drop_column("ask_verdict")
        batch_op.drop_column("last_given_at")

    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_column("review_on")

    with op.batch_alter_table("interaction_blogger", schema=None) as batch_op:
        batch_op.drop_column("live")

    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.drop_column("refusal")

    with op.batch_alter_table("blogger", schema=None) as batch_op:
        batch_op.drop_column("objected_at")

    with op.batch_alter_table("advice_outcome", schema=None) as batch_op:
        batch_op.drop_index("ix_advice_outcome_on")
        batch_op.drop_index("ix_advice_outcome_of")
        batch_op.drop_index("ix_advice_outcome_by_time")
        batch_op.drop_index("ix_advice_outcome_blogger_id")

    op.drop_table("advice_outcome")
    with op.batch_alter_table("preference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preference_link_hash"))
        batch_op.drop_index("ix_preference_blogger_id")

    op.drop_table("preference")
    with op.batch_alter_table("circumstance", schema=None) as batch_op:
        batch_op.drop_index("ix_circumstance_of")
        batch_op.drop_index("ix_circumstance_ending")
        batch_op.drop_index("ix_circumstance_by_source")
        batch_op.drop_index("ix_circumstance_blogger_id")

    op.drop_table("circumstance")
    op.drop_table("timing_policy")
    op.drop_table("offer")
