"""API tokens: list, make (shown once), revoke."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries, service
from app.accounts.doors import Page
from app.accounts.labels import PERMISSION_GROUPS, PERMISSIONS, ROLES
from app.accounts.permissions import RANK, Role
from app.accounts.schemas import TokenForm
from app.core.forms import FormState
from app.core.i18n import _
from app.core.pages import PageContext

router = APIRouter()


@router.get("/settings/tokens", name="tokens.index")
async def index(page: Page, cursor: str | None = None) -> Response:
    page.actor.require("tokens.write")
    tokens = await queries.tokens(page.session, page.actor, cursor)
    template = "accounts/_token_rows.html" if page.partial and cursor else "accounts/tokens.html"
    return page.render(template, tokens=tokens, roles=ROLES)


@router.get("/settings/tokens/new", name="tokens.new")
async def new(page: Page) -> Response:
    page.actor.require("tokens.write")
    form = FormState({"role": page.actor.role, "days": "90"})
    return page.render("accounts/token_new.html", form=form, **_offer(page))


@router.post("/settings/tokens", name="tokens.create")
async def create(page: Page) -> Response:
    page.actor.require("tokens.write")
    form = await page.form(TokenForm, "accounts/token_new.html", **_offer(page))
    token, secret = await service.create_token(page.session, page.actor, form.token())
    return page.render("accounts/token_shown.html", token=token, secret=secret)


@router.post("/settings/tokens/{token_id}/revoke", name="tokens.revoke")
async def revoke(page: Page, token_id: UUID) -> Response:
    page.actor.require("tokens.write")
    token = await service.revoke_token(page.session, page.actor, token_id)
    return page.redirect("tokens.index", notice=_("The token %(name)s is revoked.", name=token.name))


def _offer(page: PageContext) -> dict[str, Any]:
    """Roles up to one's own, and scopes for what one may do oneself."""
    mine = RANK[Role(page.actor.role)]
    groups = [
        (title, [(name.replace(".", ":"), PERMISSIONS[name]) for name in names if page.actor.may(name)])
        for title, names in PERMISSION_GROUPS
    ]
    return {
        "roles": [(role.value, ROLES[role]) for role in sorted(RANK, key=lambda it: RANK[it]) if RANK[role] <= mine],
        "groups": [(title, scopes) for title, scopes in groups if scopes],
    }
