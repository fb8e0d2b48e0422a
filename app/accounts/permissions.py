"""The table role → permission. The settings page shows it; nothing else decides what a role may do."""

from app.accounts.models import Role

READ = (
    "bloggers.read",
    "interactions.read",
    "next_steps.read",
    "partnerships.read",
    "campaigns.read",
    "reports.read",
    "members.read",
)
OUTREACH = (
    "bloggers.write",
    "interactions.write",
    "next_steps.write",
    "partnerships.write",
    "campaigns.write",
    "views.write",
    "tokens.write",
)
MANAGER = (
    "bloggers.delete",
    "do_not_contact.clear",
    "pipelines.manage",
    "views.share",
    "imports.write",
    "exports.read",
    "activity.read",
)
ADMIN = ("members.manage", "brands.manage", "workspace.manage", "tokens.manage")

ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.VIEWER: frozenset(READ),
    Role.OUTREACH: frozenset(READ + OUTREACH),
    Role.MANAGER: frozenset(READ + OUTREACH + MANAGER),
    Role.ADMIN: frozenset(READ + OUTREACH + MANAGER + ADMIN),
}
PERMISSIONS = READ + OUTREACH + MANAGER + ADMIN
RANK = {Role.VIEWER: 0, Role.OUTREACH: 1, Role.MANAGER: 2, Role.ADMIN: 3}

SCOPES = PERMISSIONS
"""An API token's scopes are permissions; what it may do is its scopes ∩ its role's permissions ∩ its maker's."""


def permissions_of(role: str, scopes: list[str] | None = None) -> frozenset[str]:
    """What `role` may do, cut to `scopes` when they are given (`["all"]` cuts nothing)."""
    granted = ROLE_PERMISSIONS[Role(role)]
    return granted if scopes is None or "all" in scopes else granted & frozenset(scopes)
