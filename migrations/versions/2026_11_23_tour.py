"""tour: how far somebody has come in being shown around

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever works here already needs no tour, nor whom the previous code makes meanwhile.
    op.add_column("user", sa.Column("tour", sa.SmallInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_column("tour")
