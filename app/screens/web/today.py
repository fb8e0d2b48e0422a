"""The first page."""

from typing import Literal

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.outreach import labels
from app.outreach.timing import labels as timing_labels
from app.screens.today import today

router = APIRouter()


@router.get("/", name="today")
async def show(page: Page, whose: Literal["me", "team"] = "me") -> Response:
    page.actor.require("next_steps.read")
    found = await today(page.session, page.actor, whose)
    members = await accounts.members(page.session, page.actor)
    return page.render("screens/today.html", day=found, members=members, words=labels, timing=timing_labels)
