"""Every write of accounts, one verb per function. Other features import these names from here."""

from app.accounts.service.brands import archive_brand, create_brand, make_default, restore_brand, update_brand
from app.accounts.service.invitations import accept, accept_as, invite, revoke_invitation
from app.accounts.service.jobs import discard_job, retry_job
from app.accounts.service.members import change_member, remove_member, restore_member
from app.accounts.service.sessions import (
    Visitor,
    change_password,
    create_sign_in_link,
    end_other_sessions,
    end_session,
    first_member,
    open_session,
    sign_in,
    sign_out,
    use_sign_in_link,
)
from app.accounts.service.setup import before_workspace_delete, may_set_up, remove_demo, set_up, setup_token
from app.accounts.service.throttle import Attempt, Guess
from app.accounts.service.tokens import create_token, revoke_token, token_for
from app.accounts.service.users import (
    change_profile,
    create_user,
    disable_user,
    end_sessions,
    go_on,
    reset_password,
    set_single_keys,
    user_by_email,
)
from app.accounts.service.workspaces import change_settings, create_workspace, enrol, found, join, limit, switch

__all__ = [
    "Attempt",
    "Guess",
    "Visitor",
    "accept",
    "accept_as",
    "archive_brand",
    "before_workspace_delete",
    "change_member",
    "change_password",
    "change_profile",
    "change_settings",
    "create_brand",
    "create_sign_in_link",
    "create_token",
    "create_user",
    "create_workspace",
    "disable_user",
    "discard_job",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "enrol",
    "first_member",
    "found",
    "go_on",
    "invite",
    "join",
    "limit",
    "make_default",
    "may_set_up",
    "open_session",
    "remove_demo",
    "remove_member",
    "reset_password",
    "restore_brand",
    "restore_member",
    "retry_job",
    "revoke_invitation",
    "revoke_token",
    "set_single_keys",
    "set_up",
    "setup_token",
    "sign_in",
    "sign_out",
    "switch",
    "token_for",
    "update_brand",
    "use_sign_in_link",
    "user_by_email",
]
