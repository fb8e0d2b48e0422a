"""Imports every table, for Alembic and the tests."""

from app.accounts import models as accounts
from app.activity import models as activity
from app.bloggers import models as bloggers
from app.campaigns import models as campaigns
from app.core import idempotency, queue
from app.core.models import SQLModel
from app.outreach import models as outreach
from app.outreach.timing import models as timing
from app.partnerships import models as partnerships
from app.transfer import models as transfer
from app.views import models as views

metadata = SQLModel.metadata

__all__ = [
    "accounts",
    "activity",
    "bloggers",
    "campaigns",
    "idempotency",
    "metadata",
    "outreach",
    "partnerships",
    "queue",
    "timing",
    "transfer",
    "views",
]
