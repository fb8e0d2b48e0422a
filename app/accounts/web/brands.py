"""The settings page Brands: the one page that speaks of brands while there is one."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries, service
from app.accounts.doors import Page
from app.accounts.labels import choices
from app.accounts.schemas import BrandIn
from app.core.forms import FormState
from app.core.i18n import _

router = APIRouter()


@router.get("/settings/brands", name="brands.index")
async def index(page: Page) -> Response:
    page.actor.require("members.read")
    brands = await queries.every_brand(page.session, page.actor)
    return page.render("accounts/brands.html", brands=brands)


@router.get("/settings/brands/new", name="brands.new")
async def new(page: Page) -> Response:
    page.actor.require("brands.manage")
    return page.render("accounts/brand_form.html", brand=None, **choices())


@router.post("/settings/brands", name="brands.create")
async def create(page: Page) -> Response:
    page.actor.require("brands.manage")
    form = await page.form(BrandIn, "accounts/brand_form.html", brand=None, **choices())
    brand = await service.create_brand(page.session, page.actor, form)
    return page.redirect("brands.index", notice=_("%(name)s is one of your brands.", name=brand.name))


@router.get("/settings/brands/{brand_id}/edit", name="brands.edit")
async def edit(page: Page, brand_id: UUID) -> Response:
    page.actor.require("brands.manage")
    brand = await queries.get_brand(page.session, page.actor, brand_id)
    return page.render("accounts/brand_form.html", brand=brand, form=FormState.of(brand), **choices())


@router.post("/settings/brands/{brand_id}", name="brands.update")
async def update(page: Page, brand_id: UUID) -> Response:
    page.actor.require("brands.manage")
    brand = await queries.get_brand(page.session, page.actor, brand_id)
    form = await page.form(BrandIn, "accounts/brand_form.html", brand=brand, **choices())
    await service.update_brand(page.session, page.actor, brand, form.model_dump(), version=page.version)
    return page.redirect("brands.index", notice=_("Saved."))


@router.post("/settings/brands/{brand_id}/default", name="brands.default")
async def make_default(page: Page, brand_id: UUID) -> Response:
    brand = await queries.get_brand(page.session, page.actor, brand_id)
    await service.make_default(page.session, page.actor, brand)
    return page.redirect("brands.index", notice=_("%(name)s is the default now.", name=brand.name))


@router.post("/settings/brands/{brand_id}/archive", name="brands.archive")
async def archive(page: Page, brand_id: UUID) -> Response:
    brand = await queries.get_brand(page.session, page.actor, brand_id)
    await service.archive_brand(page.session, page.actor, brand)
    undo = page.url_for("brands.restore", brand_id=brand_id)
    return page.redirect("brands.index", notice=_("The brand %(name)s is archived.", name=brand.name), undo=undo)


@router.post("/settings/brands/{brand_id}/restore", name="brands.restore")
async def restore(page: Page, brand_id: UUID) -> Response:
    brand = await queries.get_brand(page.session, page.actor, brand_id)
    await service.restore_brand(page.session, page.actor, brand)
    return page.redirect("brands.index", notice=_("The brand %(name)s is back.", name=brand.name))
