"""Every SELECT of accounts. Other features import these names from here."""

from app.accounts.queries.brands import brand_visible, brands, brands_page, every_brand, get_brand, resolve_brand
from app.accounts.queries.invitations import get_invitation, invitations, open_invitation
from app.accounts.queries.jobs import get_job, get_troubled_job, running_jobs, troubled_jobs
from app.accounts.queries.members import (
    MemberRow,
    get_member,
    member_row,
    members,
    members_page,
    resolve_member,
    user_names,
)
from app.accounts.queries.tokens import get_token, member_of_email, sessions, tokens
from app.accounts.queries.workspaces import (
    administers_demo,
    demo_workspace,
    get_workspace,
    has_users,
    needs_setup,
    real_workspaces,
)

__all__ = [
    "MemberRow",
    "administers_demo",
    "brand_visible",
    "brands",
    "brands_page",
    "demo_workspace",
    "every_brand",
    "get_brand",
    "get_invitation",
    "get_job",
    "get_member",
    "get_token",
    "get_troubled_job",
    "get_workspace",
    "has_users",
    "invitations",
    "member_of_email",
    "member_row",
    "members",
    "members_page",
    "needs_setup",
    "open_invitation",
    "real_workspaces",
    "resolve_brand",
    "resolve_member",
    "running_jobs",
    "sessions",
    "tokens",
    "troubled_jobs",
    "user_names",
]
