"""Indexes what hangs on a record by that record first: a delete then finds it without reading the whole table.

Revision: 0005
Follows: 0004
"""

from alembic import op
from sqlalchemy import text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Index, table, what it begins with from now on (`workspace_id` came before it, and comes after), the rest.
SWAPPED = (
    ("ix_audience_figure_of", "audience_figure", "channel_id", ("measured_on DESC",)),
    ("ix_blogger_tag_by_tag", "blogger_tag", "tag_id", ("blogger_id",)),
    ("ix_channel_of", "channel", "blogger_id", ()),
    ("ix_contact_point_of", "contact_point", "blogger_id", ()),
    ("ix_external_id_of", "external_id", "blogger_id", ()),
    ("ix_import_row_of", "import_row", "batch_id", ("line",)),
    ("ix_interaction_on_campaign", "interaction", "campaign_id", ("occurred_at DESC", "id DESC")),
    ("ix_need_of", "need", "blogger_id", ()),
    ("ix_next_step_of_blogger", "next_step", "blogger_id", ("is_open", "due_at")),
    ("ix_next_step_of_campaign", "next_step", "campaign_id", ("is_open", "due_at")),
    ("ix_partnership_move_of", "partnership_move", "partnership_id", ("at DESC",)),
    ("ix_partnership_of_blogger", "partnership", "blogger_id", ("deleted",)),
    ("ix_partnership_of_campaign", "partnership", "campaign_id", ("deleted", "stage_id", "rank", "id")),
    ("ix_rate_of", "rate", "blogger_id", ()),
    ("ix_relation_latest", "relation", "blogger_id", ("last_touched_at DESC", "id DESC")),
    ("ix_relation_stage_move_of", "relation_stage_move", "relation_id", ("at DESC",)),
)
NEW = (
    ("advice_outcome", "campaign_id"),
    ("blogger_tag", "blogger_id"),
    ("campaign_member", "campaign_id"),
    ("import_row", "blogger_id"),
    ("interaction_blogger", "interaction_id"),
    ("next_step", "interaction_id"),
    ("partnership_interaction", "partnership_id"),
    ("partnership_next_step", "partnership_id"),
    ("relation_address", "relation_id"),
)


def upgrade() -> None:
    for name, table, key, rest in SWAPPED:
        _replace(name, table, (key, "workspace_id", *rest))
    for table, column in NEW:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in NEW:
        op.drop_index(f"ix_{table}_{column}", table)
    for name, table, key, rest in SWAPPED:
        _replace(name, table, ("workspace_id", key, *rest))


def _replace(name: str, table: str, columns: tuple[str, ...]) -> None:
    op.drop_index(name, table)
    where = text("campaign_id IS NOT NULL") if name == "ix_interaction_on_campaign" else None
    op.create_index(
        name, table, [text(it) if " " in it else it for it in columns], sqlite_where=where, postgresql_where=where
    )
