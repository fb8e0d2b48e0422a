"""Who may reach which route. A new route needs a line here: tests/architecture/test_routes.py checks that the
application does what the line says.

- OPEN: anyone, signed in or not.
- MEMBER: everyone who is signed in.
- otherwise the permission it takes (app/accounts/permissions.py).
"""

OPEN = "open"
MEMBER = "member"

ROUTES: dict[str, str] = {
    "alive": OPEN,
    "ready": OPEN,
    "static": OPEN,
    "openapi": OPEN,
    "docs": OPEN,
    "problem": OPEN,
    # campaigns
    "campaigns.index": "campaigns.read",
    "campaigns.new": "campaigns.write",
    "campaigns.create": "campaigns.write",
    "campaigns.edit": "campaigns.write",
    "campaigns.update": "campaigns.write",
    "campaigns.archive": "campaigns.write",
    "campaigns.restore": "campaigns.write",
    "campaigns.delete": "campaigns.write",
    "campaigns.undelete": "campaigns.write",
    "api.campaigns.index": "campaigns.read",
    "api.campaigns.create": "campaigns.write",
    "api.campaigns.show": "campaigns.read",
    "api.campaigns.update": "campaigns.write",
    "api.campaigns.delete": "campaigns.write",
    "api.campaigns.undelete": "campaigns.write",
    "api.campaigns.archive": "campaigns.write",
    "api.campaigns.restore": "campaigns.write",
    # activity
    "api.activity.index": "activity.read",
    "api.changes.index": MEMBER,
}
