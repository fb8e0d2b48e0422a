"""The table role → permission. The settings page shows it; nothing else decides what a role may do."""

from app.accounts.models import Role

EVERYONE = (
    "bloggers.read",
    "interactions.read",
    "next_steps.read",
    "partnerships.read",
    "campaigns.read",
    "reports.read",
    "members.read",
    "account.write",
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
    Role.VIEWER: frozenset(EVERYONE),
    Role.OUTREACH: frozenset(EVERYONE + OUTREACH),
    Role.MANAGER: frozenset(EVERYONE + OUTREACH + MANAGER),
    Role.ADMIN: frozenset(EVERYONE + OUTREACH + MANAGER + ADMIN),
}
PERMISSIONS = EVERYONE + OUTREACH + MANAGER + ADMIN
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
