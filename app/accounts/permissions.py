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
    "views.share",
    "tokens.write",
)
MANAGER = (
    "bloggers.delete",
    "do_not_contact.clear",
    "pipelines.manage",
    "timing.manage",
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

EVERYTHING = "all"
SCOPES = tuple(permission.replace(".", ":") for permission in PERMISSIONS)
"""An API token's scopes are permissions written with a colon (`bloggers:read`). What a token may do is its scopes ∩
its role's permissions ∩ its maker's; the scope `all` cuts nothing."""


def permissions_of(role: str, scopes: list[str] | None = None) -> frozenset[str]:
    """What `role` may do, cut to `scopes` when they are given."""
    granted = ROLE_PERMISSIONS[Role(role)]
    if scopes is None or EVERYTHING in scopes:
        return granted
    return granted & {scope.replace(":", ".") for scope in scopes}
