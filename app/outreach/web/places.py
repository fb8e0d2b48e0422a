"""Where one goes after a verb that is said from many pages."""

from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Response

from app.core.i18n import _, format_list, ngettext
from app.core.pages import PageContext, Undo


async def back(
    page: PageContext, fallback: str, *, notice: str, undo: Undo = None, gone: UUID | None = None
) -> Response:
    """To the form's `next`, else the page it was posted from, else `fallback`; never to a page of what is `gone`."""
    form = await page.request.form()
    wanted = form.get("next") or _referer(page)
    ours = isinstance(wanted, str) and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    path = wanted if ours and not (gone and str(gone) in wanted) else fallback
    return page.redirect_to(str(path), notice=notice, undo=undo)


def with_whom(names: list[str]) -> str:
    """“Camille and Zoé”, or how many."""
    return format_list(names) if len(names) <= 3 else ngettext("%(n)s person", "%(n)s people", len(names))


def logged(names: list[str]) -> str:
    return _("Noted with %(names)s.", names=with_whom(names))


def _referer(page: PageContext) -> str:
    parts = urlsplit(page.request.headers.get("referer", ""))
    if parts.netloc != page.request.headers.get("host"):
        return ""
    if parts.path.endswith("/new"):  # the form itself
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
