"""What several pages of partnerships need: filters from the address, choices for select boxes, ways back."""

from typing import Any

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from app.accounts import queries as accounts
from app.campaigns import queries as campaigns
from app.core.pages import PageContext
from app.partnerships import queries
from app.partnerships.queries import Card, Course
from app.partnerships.schemas import PartnershipQuery

LISTS = frozenset({"stage", "kind"})


def asked(page: PageContext) -> PartnershipQuery:
    """The filters in the address."""
    return understood(page.request.query_params)


def understood(params: QueryParams) -> PartnershipQuery:
    """What cannot be read is left out: a page shows its list rather than a refusal."""
    found: dict[str, Any] = {}
    for name in PartnershipQuery.model_fields.keys() & params.keys():
        values = [value for value in params.getlist(name) if value]
        given = values if name in LISTS else values[-1:] and values[-1]
        if given and _fits(name, given):
            found[name] = given
    return PartnershipQuery(**found)


def _fits(name: str, value: Any) -> bool:
    try:
        PartnershipQuery(**{name: value})
    except ValidationError:
        return False
    return True


async def choices(page: PageContext) -> dict[str, Any]:
    """Members, brands and campaigns to choose from."""
    return {
        "members": await accounts.members(page.session, page.actor),
        "brands": await accounts.brands(page.session, page.actor) if page.actor.workspace["brand_count"] > 1 else [],
        "campaigns": await campaigns.choices(page.session, page.actor),
    }


def back(page: PageContext, default: str) -> str:
    """Where to go on: the page that the form was opened from, when it is one of ours."""
    given = getattr(page.request.state, "form_meta", {}).get("next") or page.request.query_params.get("next", "")
    return given if given.startswith("/") and not given.startswith(("//", "/\\")) else default


async def shown(page: PageContext, partnership_id: Any) -> tuple[Card, Course]:
    """One card and its pipeline."""
    card = await queries.card(page.session, page.actor, partnership_id)
    return card, await queries.get_course(page.session, page.actor, card.pipeline_id)
