"""Two indexes with all that the board sums up, in place of one that sent it to each row.

Revision: 0010
Follows: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

HELD = ["workspace_id", "pipeline_id", "deleted", "stage_id"]
SUMMED = ["currency", "stage_since", "agreed_minor", "expected_minor", "next_step_at", "blogger_id", "brand_id"]


def upgrade() -> None:
    op.create_index("ix_partnership_measured", "partnership", [*HELD, *SUMMED])
    op.create_index("ix_partnership_by_time", "partnership", [*HELD, "stage_since", "blogger_id", "brand_id"])
    op.drop_index("ix_partnership_waiting", "partnership")


def downgrade() -> None:
    op.create_index("ix_partnership_waiting", "partnership", [*HELD, "stage_since"])
    op.drop_index("ix_partnership_by_time", "partnership")
    op.drop_index("ix_partnership_measured", "partnership")
