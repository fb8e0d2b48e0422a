"""Every SELECT of accounts. Other features import these names from here."""

from app.accounts.queries.brands import (
    brand_visible,
    brands,
    every_brand,
    get_brand,
    resolve_brand,
)
from app.accounts.queries.members import (
    MemberRow,
    get_member,
    member_row,
    members,
    resolve_member,
    user_names,
)

__all__ = [
    "MemberRow",
    "brand_visible",
    "brands",
    "every_brand",
    "get_brand",
    "get_member",
    "member_row",
    "members",
    "resolve_brand",
    "resolve_member",
    "user_names",
]
