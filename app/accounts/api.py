"""JSON routes of accounts: who I am, who works here, brands, tokens."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.accounts import queries, service
from app.accounts.doors import Call, CallContext
from app.accounts.models import User
from app.accounts.schemas import (
    BrandIn,
    BrandOut,
    BrandPatch,
    JobOut,
    MemberOut,
    MemberPatch,
    MeOut,
    MePatch,
    TokenOut,
    UserOut,
    WorkOut,
    WorkspaceOut,
)
from app.core.schemas import Listing

router = APIRouter()
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/me", name="api.me", tags=["Me"], response_model=MeOut)
async def me(call: Call) -> Response:
    """Whom this token speaks for, in which workspace, and what it may do. Needs no scope."""
    return call.answer(await _me(call))


@router.patch("/me", name="api.me.update", tags=["Me"], response_model=MeOut)
async def change_me(call: Call, given: MePatch) -> Response:
    """Whether single keys act on the pages of whom this token speaks for. Needs `account:write`."""
    call.actor.require("account.write")
    if given.changes():
        await service.set_single_keys(call.session, call.actor, act=given.single_keys)
    return call.answer(await _me(call))


async def _me(call: CallContext) -> MeOut:
    actor = call.actor
    user = UserOut.of(await call.session.get_one(User, actor.user_id))
    workspace = WorkspaceOut.of(await queries.get_workspace(call.session, actor))
    return MeOut(
        user=user,
        workspace=workspace,
        member_id=actor.member_id,  # ty: ignore[invalid-argument-type]
        role=actor.role,
        permissions=sorted(actor.permissions),
        brand_ids=None if actor.brand_ids is None else sorted(actor.brand_ids),
        token_id=actor.token_id,
    )


@router.get("/members", name="api.members.index", tags=["Members"], response_model=Listing[MemberOut])
async def members(call: Call, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Who works in this workspace, in the order they came. Needs `members:read`."""
    call.actor.require("members.read")
    page = await queries.members_page(call.session, call.actor, cursor, limit)
    return call.listing(page.map(MemberOut.of))


@router.get("/members/{member_id}", name="api.members.show", tags=["Members"], response_model=MemberOut)
async def member(call: Call, member_id: UUID) -> Response:
    """One member. Needs `members:read`."""
    call.actor.require("members.read")
    row = await queries.member_row(call.session, call.actor, member_id)
    return call.answer(MemberOut.of(row), version=row.version)


@router.patch("/members/{member_id}", name="api.members.update", tags=["Members"], response_model=MemberOut)
async def change_member(call: Call, member_id: UUID, given: MemberPatch) -> Response:
    """Their role, and the brands they are limited to. Needs `members:manage`."""
    found = await queries.get_member(call.session, call.actor, member_id)
    call.check_version(found)
    await service.change_member(call.session, call.actor, found, given)
    row = await queries.member_row(call.session, call.actor, member_id)
    return call.answer(MemberOut.of(row), version=row.version)


@router.get("/brands", name="api.brands.index", tags=["Brands"], response_model=Listing[BrandOut])
async def brands(call: Call, archived: bool = False, cursor: str | None = None, limit: Limit = 50) -> Response:
    """The brands this token sees, the oldest first; `archived=true`: only those put away. Needs `members:read`."""
    call.actor.require("members.read")
    page = await queries.brands_page(call.session, call.actor, archived=archived, cursor=cursor, limit=limit)
    return call.listing(page.map(BrandOut.of))


@router.post("/brands", name="api.brands.create", tags=["Brands"], status_code=201, response_model=BrandOut)
async def create_brand(call: Call, given: BrandIn) -> Response:
    """Another brand to speak for. Needs `brands:manage`."""
    brand = await service.create_brand(call.session, call.actor, given)
    location = call.url_for("api.brands.show", brand_id=brand.id)
    return call.created(BrandOut.of(brand), location, version=brand.version)


@router.get("/brands/{brand_id}", name="api.brands.show", tags=["Brands"], response_model=BrandOut)
async def brand(call: Call, brand_id: UUID) -> Response:
    """One brand. Needs `members:read`."""
    call.actor.require("members.read")
    found = await queries.get_brand(call.session, call.actor, brand_id)
    return call.answer(BrandOut.of(found), version=found.version)


@router.patch("/brands/{brand_id}", name="api.brands.update", tags=["Brands"], response_model=BrandOut)
async def update_brand(call: Call, brand_id: UUID, given: BrandPatch) -> Response:
    """Its name and colour. Needs `brands:manage`."""
    found = await queries.get_brand(call.session, call.actor, brand_id)
    call.check_version(found)
    await service.update_brand(call.session, call.actor, found, given.changes())
    return call.answer(BrandOut.of(found), version=found.version)


@router.post("/brands/{brand_id}/archive", name="api.brands.archive", tags=["Brands"], response_model=BrandOut)
async def archive_brand(call: Call, brand_id: UUID) -> Response:
    """Puts it away; what belongs to it stays. 409 for the default brand. Needs `brands:manage`."""
    found = await queries.get_brand(call.session, call.actor, brand_id)
    await service.archive_brand(call.session, call.actor, found)
    return call.answer(BrandOut.of(found), version=found.version)


@router.post("/brands/{brand_id}/restore", name="api.brands.restore", tags=["Brands"], response_model=BrandOut)
async def restore_brand(call: Call, brand_id: UUID) -> Response:
    """Brings an archived brand back. Needs `brands:manage`."""
    found = await queries.get_brand(call.session, call.actor, brand_id)
    await service.restore_brand(call.session, call.actor, found)
    return call.answer(BrandOut.of(found), version=found.version)


@router.get("/tokens", name="api.tokens.index", tags=["Tokens"], response_model=Listing[TokenOut])
async def tokens(call: Call, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Tokens that are not revoked: one's own, everyone's with `tokens:manage`. Needs `tokens:write`."""
    call.actor.require("tokens.write")
    return call.listing((await queries.tokens(call.session, call.actor, cursor, limit)).map(TokenOut.of))


@router.delete("/tokens/{token_id}", name="api.tokens.revoke", tags=["Tokens"], status_code=204)
async def revoke_token(call: Call, token_id: UUID) -> Response:
    """Revokes a token: it is refused from its next call on. Needs `tokens:write`."""
    call.actor.require("tokens.write")
    await service.revoke_token(call.session, call.actor, token_id)
    return call.done()


@router.get("/jobs", name="api.jobs.index", tags=["Jobs"], response_model=Listing[JobOut])
async def jobs(call: Call, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Background jobs that failed, wait for another try, or that no worker takes up: this workspace's and those of
    the whole installation, the newest first. Needs `workspace:manage`."""
    return call.listing((await queries.troubled_jobs(call.session, call.actor, cursor, limit)).map(JobOut.of))


@router.get("/jobs/{job_id}", name="api.jobs.show", tags=["Jobs"], response_model=WorkOut)
async def job(call: Call, job_id: UUID) -> Response:
    """How far a job of this workspace has come (an import tells its `job_id`). Needs no scope."""
    return call.answer(WorkOut.of(await queries.get_job(call.session, call.actor, job_id)))


@router.post("/jobs/{job_id}/retry", name="api.jobs.retry", tags=["Jobs"], status_code=204)
async def retry_job(call: Call, job_id: UUID) -> Response:
    """Tries it again at once. 409 when it runs, or the same work waits anew already. Needs `workspace:manage`."""
    job = await queries.get_troubled_job(call.session, call.actor, job_id)
    await service.retry_job(call.session, call.actor, job)
    return call.done()


@router.delete("/jobs/{job_id}", name="api.jobs.discard", tags=["Jobs"], status_code=204)
async def discard_job(call: Call, job_id: UUID) -> Response:
    """Gives it up for good. 409 when it runs. Needs `workspace:manage`."""
    job = await queries.get_troubled_job(call.session, call.actor, job_id)
    await service.discard_job(call.session, call.actor, job)
    return call.done()
