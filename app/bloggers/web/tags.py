"""The tags of the workspace, under settings: renamed, deleted with undo."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.bloggers import queries, service
from app.bloggers.schemas import TagIn
from app.core.i18n import _, ngettext

router = APIRouter()
TEMPLATE = "bloggers/tags.html"


@router.get("/settings/tags", name="tags.index")
async def index(page: Page) -> Response:
    return page.render(TEMPLATE, tags=await queries.tag_counts(page.session, page.actor), chosen=None)


@router.post("/settings/tags", name="tags.create")
async def create(page: Page) -> Response:
    tags = await queries.tag_counts(page.session, page.actor)
    given = await page.form(TagIn, TEMPLATE, tags=tags, chosen=None)
    tag = await service.create_tag(page.session, page.actor, given.name)
    return page.redirect("tags.index", notice=_("The tag “%(name)s” is there.", name=tag.name))


@router.post("/settings/tags/{tag_id}", name="tags.rename")
async def rename(page: Page, tag_id: UUID) -> Response:
    tag = await queries.get_tag(page.session, page.actor, tag_id)
    tags = await queries.tag_counts(page.session, page.actor)
    given = await page.form(TagIn, TEMPLATE, tags=tags, chosen=tag_id)
    await service.rename_tag(page.session, page.actor, tag, given.name)
    return page.redirect("tags.index", notice=_("Renamed to “%(name)s”.", name=given.name))


@router.post("/settings/tags/{tag_id}/delete", name="tags.delete")
async def delete(page: Page, tag_id: UUID) -> Response:
    tag = await queries.get_tag(page.session, page.actor, tag_id)
    carried = await service.delete_tag(page.session, page.actor, tag)
    undo = page.url_for("tags.undelete", tag_id=tag_id)
    words = ngettext(
        "“%(name)s” is taken off %(n)s person.", "“%(name)s” is taken off %(n)s people.", carried, name=tag.name
    )
    return page.redirect("tags.index", notice=words, undo=undo)


@router.post("/settings/tags/{tag_id}/undelete", name="tags.undelete")
async def undelete(page: Page, tag_id: UUID) -> Response:
    name = await service.undelete_tag(page.session, page.actor, tag_id)
    return page.redirect("tags.index", notice=_("“%(name)s” is back.", name=name))
