"""The order of the feed on PostgreSQL, which autogenerate cannot see.

Revision: 0002
Follows: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # A sequence alone misses rows of transactions that commit late: see app/activity/queries.py.
        op.execute("ALTER TABLE activity ALTER COLUMN xid SET DEFAULT pg_current_xact_id()::text::bigint")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE activity ALTER COLUMN xid SET DEFAULT 0")
