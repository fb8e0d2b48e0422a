"""progress and keys: how far a job has come; whether single keys act, per user instead of per device

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("done", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("total", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("began_with", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user", sa.Column("single_keys", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_column("single_keys")
    with op.batch_alter_table("job") as table:
        for name in ("began_at", "began_with", "total", "done"):
            table.drop_column(name)
