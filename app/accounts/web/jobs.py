"""Background jobs that failed or lie about: look, try again, give up."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries, service
from app.accounts.doors import Page
from app.accounts.labels import TROUBLES, job_name
from app.core.i18n import _

router = APIRouter()


@router.get("/settings/jobs", name="jobs.index")
async def index(page: Page, cursor: str | None = None) -> Response:
    jobs = await queries.troubled_jobs(page.session, page.actor, cursor)
    template = "accounts/_job_rows.html" if page.partial and cursor else "accounts/jobs.html"
    running = await queries.running_jobs(page.session, page.actor)
    return page.render(template, jobs=jobs, running=running, job_name=job_name, troubles=TROUBLES)


@router.get("/settings/jobs/running", name="jobs.running")
async def running(page: Page) -> Response:
    """Those under way alone, which the page asks for again while there are any."""
    running = await queries.running_jobs(page.session, page.actor)
    if not page.partial:
        return page.redirect("jobs.index")
    return page.render("accounts/_jobs_running.html", running=running, job_name=job_name)


@router.post("/settings/jobs/{job_id}/retry", name="jobs.retry")
async def retry(page: Page, job_id: UUID) -> Response:
    job = await queries.get_troubled_job(page.session, page.actor, job_id)
    await service.retry_job(page.session, page.actor, job)
    return page.redirect("jobs.index", notice=_("“%(job)s” is tried again.", job=job_name(job.name)))


@router.post("/settings/jobs/{job_id}/discard", name="jobs.discard")
async def discard(page: Page, job_id: UUID) -> Response:
    job = await queries.get_troubled_job(page.session, page.actor, job_id)
    await service.discard_job(page.session, page.actor, job)
    return page.redirect("jobs.index", notice=_("“%(job)s” is given up.", job=job_name(job.name)))
