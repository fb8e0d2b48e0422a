"""Pages of accounts, one file per capability."""

from fastapi import APIRouter

from app.accounts.web import account, brands, invitations, jobs, members, settings, setup, sign_in, tokens, workspaces

router = APIRouter()
for part in (sign_in, setup, account, workspaces, invitations, members, brands, tokens, jobs, settings):
    router.include_router(part.router)
