"""search: the index of bloggers, which no model describes

Revision: 0003
Follows: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE TABLE blogger_search_document (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        blogger_id CHAR(32) NOT NULL UNIQUE REFERENCES blogger (id) ON DELETE CASCADE,
        sort_name TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
    """CREATE VIRTUAL TABLE blogger_search USING fts5 (
        body, content = 'blogger_search_document', content_rowid = 'number',
        tokenize = 'ascii', prefix = '1 2 3 4 5 6', detail = 'none'
    )""",
)
POSTGRES = (
    """CREATE TABLE blogger_search (
        blogger_id UUID PRIMARY KEY REFERENCES blogger (id) ON DELETE CASCADE,
        workspace_id UUID NOT NULL,
        sort_name TEXT COLLATE "C" NOT NULL,
        document TSVECTOR NOT NULL
    )""",
    # Without fastupdate: its pending list is read through by every search.
    "CREATE INDEX ix_blogger_search_document ON blogger_search USING gin (document) WITH (fastupdate = off)",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE blogger_search")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE blogger_search_document")
