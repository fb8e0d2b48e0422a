"""What timing comes to, and what another strictness would have meant: for managers."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Page
from app.outreach.timing.labels import CODES, WHYS
from app.outreach.timing.replay import LEAST, MOST, STEP
from app.screens import reports
from app.screens.reports.timing_what_if import MONTHS

router = APIRouter()


@router.get("/reports/timing", name="reports.timing")
async def figures(page: Page) -> Response:
    found = await reports.timing_figures(page.session, page.actor)
    return page.render("screens/report_timing.html", timing=found, whys=WHYS)


@router.get("/reports/what-if", name="reports.what_if")
async def what_if(
    page: Page,
    months: Annotated[int, Query(ge=1, le=24)] = 12,
    ceilings: Annotated[float, Query(ge=LEAST, le=MOST)] = 1,
) -> Response:
    found = await reports.what_if(page.session, page.actor, months, ceilings)
    return page.render(
        "screens/what_if.html", found=found, codes=CODES, choices=MONTHS, least=LEAST, most=MOST, step=STEP
    )
