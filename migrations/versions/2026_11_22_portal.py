"""Who said last what a person prefers, and for which brand their private link was made.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("preference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("link_brand_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_preference_said_by_user"), "user", ["said_by"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_preference_link_brand_id_brand"), "brand", ["link_brand_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("preference", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_preference_link_brand_id_brand"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_preference_said_by_user"), type_="foreignkey")
        batch_op.drop_column("link_brand_id")
        batch_op.drop_column("said_by")
        batch_op.drop_column("said_at")
