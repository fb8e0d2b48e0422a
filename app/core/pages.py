"""How a page is made: the template environment, the addresses of routes, and `PageContext`, the bundle a handler gets.

A handler says `page.render("bloggers/show.html", blogger=…)` or `page.redirect("bloggers.show", blogger_id=…)`.
A request that htmx marks as partial (`page.partial`) is answered with a fragment, all others with a whole page.
"""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.environment import TemplateModule
from markupsafe import Markup, escape
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.core import charts, clock, i18n, idempotency
from app.core.actor import Actor
from app.core.assets import ROOT as STATIC
from app.core.assets import Assets
from app.core.errors import Conflict, Invalid, Stale
from app.core.forms import KEEP, FormState, Model, Was, as_typed, read_form, validate
from app.core.markdown import markdown
from app.core.network import public_address
from app.core.settings import Settings
from app.core.showroom import show_components

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
NOTICE_COOKIE = "tact_notice"
NOTICE_SECONDS = 60
SAVED_COOKIE = "tact_saved"
"""The nonce of the form that was saved last: the browser forgets what it kept of that form (static/js/drafts.js)."""

_page: ContextVar["PageContext | None"] = ContextVar("page", default=None)

# --- addresses --------------------------------------------------------------------------------------------------


class Urls:
    """Paths by route name, from an index made once: Starlette's own lookup walks every route for every link."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self._paths: dict[str, tuple[list[str], tuple[str, ...]]] = {}

    def has(self, name: str) -> bool:
        return name in self._index()

    def __call__(self, name: str, /, **params: Any) -> str:
        """The path of route `name`. What is no part of the path becomes the query; None is left out."""
        literals, names = self._index()[name]
        path = literals[0]
        for param, literal in zip(names, literals[1:], strict=True):
            path += quote(str(params.pop(param)), safe="/") + literal
        query = {key: value for key, value in params.items() if value is not None}
        return f"{path}?{urlencode(query, doseq=True)}" if query else path

    def _index(self) -> dict[str, tuple[list[str], tuple[str, ...]]]:
        if not self._paths:
            for route in iter_route_contexts(self.app.routes):
                path = route.path_format if hasattr(route, "path_format") else None
                if route.name and path and route.name not in self._paths:
                    self._paths[route.name] = re.split(r"\{\w+\}", path), tuple(re.findall(r"\{(\w+)\}", path))
        return self._paths


# --- what templates can say ------------------------------------------------------------------------------------


def _current() -> "PageContext":
    page = _page.get()
    if page is None:
        raise RuntimeError("this template helper needs a page being rendered")
    return page


def may(permission: str) -> bool:
    """Whether the reader may; nobody may anything before signing in."""
    actor = _current().actor
    return actor is not None and actor.may(permission)


def url_for(name: str, /, **params: Any) -> str:
    return _current().url_for(name, **params)


def route_exists(name: str) -> bool:
    return _current().pages.urls(_current().request).has(name)


def dom_id(record: Any, prefix: str = "record") -> str:
    """An id of one record's fragment: `row-0192…`."""
    return f"{prefix}-{record if isinstance(record, (str, int)) else record.id}"


_SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_STROKES = re.compile(r'(?:<path d="[^"]*"/>){2,}')


def _one_stroke(paths: re.Match[str]) -> str:
    """Several paths of one pen as one: a page has hundreds of icons. A first `m` counts from the origin."""
    drawn = re.findall(r'd="([^"]*)"', paths[0])
    return f'<path d="{"".join(re.sub("^m", "M0 0m", stroke) for stroke in drawn)}"/>'


@lru_cache(maxsize=4096)
def icon(name: str, label: str | None = None, extra: str = "") -> Markup:
    """The icon `static/img/icons/<name>.svg`, inline. Hidden from screen readers unless it carries a `label`."""
    found = _SVG.search((STATIC / "img" / "icons" / f"{name}.svg").read_text())
    if found is None:
        raise ValueError(f"not an icon: {name}")
    drawing = re.sub(r"\s+", " ", found[1]).replace("> <", "><").replace(" />", "/>").strip()
    drawing = _STROKES.sub(_one_stroke, drawing)
    naming = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    named = f"icon {escape(extra)}" if extra else "icon"
    return Markup(f'<svg class="{named}" viewBox="0 0 24 24" {naming}>{drawing}</svg>')  # noqa: S704 - our own files


def nonce() -> str:
    """Sent along with a form, so that a double click or a retry writes once."""
    return secrets.token_urlsafe(12)


@lru_cache(maxsize=2_048)
def initials(name: str) -> str:
    """CM for Camille Moreau, C for Camille, the emoji itself for an emoji."""
    words = re.findall(r"[^\W\d_][^\s]*|\S", name)
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def shade(text: Any) -> int:
    """One of eight colours, always the same for the same name or key."""
    return sum(str(text).encode()) % 8


def _gettext(message: str, **params: Any) -> Markup:
    """As Jinja's own, which calls four functions for each text and fills in even where nothing is left open."""
    if params:
        return Markup(i18n.gettext(message)) % params  # noqa: S704 - our own catalogue; values are escaped
    return _whole(i18n.current_locale(), message)


@lru_cache(maxsize=4_096)
def _whole(_locale: str, message: str) -> Markup:
    return Markup(i18n.gettext(message)) % {}  # noqa: S704


def _ngettext(singular: str, plural: str, num: int, **params: Any) -> Markup:
    chosen = Markup(i18n.ngettext_raw(singular, plural, num))  # noqa: S704 - our own catalogue; values are escaped
    return chosen % {"n": i18n.format_number(num), "num": num, **params}


def _iso(value: Any) -> str:
    return value.isoformat()


def _in_the_readers_language(printed: Callable[..., str]) -> Callable[..., str]:
    """Taking the context keeps Jinja from printing `1234|format_number` once and for all, in the first reader's way."""

    @pass_context
    @wraps(printed)
    def now_and_here(_context: Any, *args: Any, **kwargs: Any) -> str:
        return printed(*args, **kwargs)

    return now_and_here


class _Template(Template):
    """Jinja compares the keys of all globals at every import of macros, which a list does in every row. Ours have
    the same globals always, so the module made first serves (measured: a fifth of the time of a 50-row page)."""

    def _get_default_module(self, ctx: Any = None) -> TemplateModule:  # noqa: ARG002
        if self._module is None:
            self._module = self.make_module()
        return self._module


def environment(assets: Assets, *, development: bool = False) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=development,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.template_class = _Template
    env.install_gettext_callables(  # ty: ignore[missing-attribute] - the extension's
        i18n.gettext, i18n.ngettext_raw, newstyle=True, pgettext=i18n.pgettext_raw, npgettext=i18n.npgettext_raw
    )
    spoken = {name: _in_the_readers_language(printed) for name, printed in i18n.FILTERS.items()}
    env.filters.update(spoken, markdown=markdown, iso=_iso, initials=initials, shade=shade)
    known: dict[str, Any] = dict(
        spoken,
        _=_gettext,
        gettext=_gettext,
        ngettext=_ngettext,
        asset=assets.url,
        charts=charts,
        countries=i18n.countries,
        dom_id=dom_id,
        icon=icon,
        languages=i18n.languages,
        locale=i18n.current_locale,
        may=may,
        nonce=nonce,
        now=clock.now,
        route_exists=route_exists,
        today=i18n.today,
        url_for=url_for,
        development=development,
        current_page=_page.get,
        curl=_curl,
    )
    env.globals.update(known)
    return env


# --- rendering --------------------------------------------------------------------------------------------------

Notice = dict[str, str]
Undo = str | tuple[str, str] | None
"""The path that undoes what the notice tells (a POST), perhaps with the words on its button."""


def _notice(text: str, undo: Undo) -> Notice:
    path, label = (undo, "") if isinstance(undo, str) else undo or ("", "")
    return {"text": str(text), "undo": path, "label": label}


def _curl(path: str) -> str:
    """The command that fetches `path` of the API. What an address escapes cannot end its quotes."""
    page = _page.get()
    address = public_address(page.request, path) if page else path
    return f"curl -H \"Authorization: Bearer $TACT_TOKEN\" '{address}'"


class Pages:
    """`app.state.pages`: templates, assets and the notices that survive one redirect."""

    def __init__(self, settings: Settings) -> None:
        self.assets = Assets(watch=settings.development)
        self.environment = environment(self.assets, development=settings.development)
        self.secure, self.development = settings.is_https, settings.development
        self._signer = URLSafeTimedSerializer(settings.secret, salt="notice")
        self._urls: Urls | None = None

    def install(self, app: FastAPI) -> None:
        """Adds the static files and, in development, the page of components."""
        app.router.routes.append(self.assets.route())
        if self.development:
            app.add_api_route("/dev/components", show_components, include_in_schema=False, name="dev.components")

    def urls(self, request: Request) -> Urls:
        if self._urls is None or self._urls.app is not request.app:
            self._urls = Urls(request.app)
        return self._urls

    def render(
        self, request: Request, actor: Actor | None, template: str, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """The template as an answer, outside of a `PageContext` (error pages, sign-in)."""
        return PageContext(request, None, actor).render(template, status, **context)

    def text(self, template: str, **context: Any) -> str:
        """The template as text: emails, documents. Without a request: use absolute addresses given in `context`."""
        return self.environment.get_template(template).render(context)

    def write_notice(self, response: Response, notice: Notice) -> None:
        response.set_cookie(
            NOTICE_COOKIE,
            self._signer.dumps(notice),
            max_age=NOTICE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )

    def write_saved(self, request: Request, response: Response) -> None:
        """Tells the browser which form was saved."""
        if nonce := getattr(request.state, "form_meta", {}).get("nonce"):
            response.set_cookie(SAVED_COOKIE, nonce, max_age=NOTICE_SECONDS, samesite="lax", secure=self.secure)

    def read_notice(self, request: Request) -> Notice | None:
        signed = request.cookies.get(NOTICE_COOKIE)
        if not signed:
            return None
        try:
            return self._signer.loads(signed, max_age=NOTICE_SECONDS)
        except BadSignature:
            return None


class PageContext:
    """What an HTML handler gets: the request, its unit of work, who acts, and how to answer."""

    def __init__(self, request: Request, session: AsyncSession | None, actor: Actor | None) -> None:
        self.request, self._session = request, session
        self.actor = cast("Actor", actor)  # None on a guest's page, whose handlers do not ask
        self.pages: Pages = request.app.state.pages
        self._typed: tuple[str, Mapping[str, Any], Mapping[str, Any]] | None = None
        self._remembered: idempotency.IdempotencyKey | None = None
        self._refused: HTMLResponse | None = None
        request.state.page = self

    @property
    def session(self) -> AsyncSession:
        if self._session is None:
            raise RuntimeError("this page has no unit of work")
        return self._session

    @property
    def partial(self) -> bool:
        """True iff htmx will swap the answer into a part of the page."""
        return self.request.headers.get("hx-request-type") == "partial"

    def url_for(self, name: str, /, **params: Any) -> str:
        """The path of route `name`; parameters that are not in the path become the query."""
        return self.request.scope.get("root_path", "") + self.pages.urls(self.request)(name, **params)

    def here(self, **changes: str | None) -> str:
        """This page's address with other values in its query; None takes one out. It begins at the first rows."""
        dropped = {*changes, "cursor"}
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name not in dropped]
        query = urlencode(kept + [(name, value) for name, value in changes.items() if value is not None])
        return self.request.url.path + (f"?{query}" if query else "")

    def render(
        self,
        template: str,
        status: int = 200,
        *,
        notice: str | None = None,
        undo: Undo = None,
        **context: Any,
    ) -> HTMLResponse:
        """The template with `context`. Always there: `request`, `actor`, `page`, `partial`, `notices` and `form`
        (an empty `FormState` unless given). A notice (given here, or left by a redirect) appears as a toast: in the
        layout of a whole page, behind a fragment as an `<hx-partial>` for the toaster. Errors leave it for later.
        """
        # A part of an open page fetched again by itself, or a page that may be opened soon.
        asked = self.request.headers
        looks_on = "x-live" in asked or asked.get("sec-purpose", "").startswith("prefetch")
        waiting = self.pages.read_notice(self.request) if status < 400 and not looks_on else None
        notices = [n for n in (waiting, _notice(notice, undo) if notice else None) if n]
        if self.actor is not None:
            i18n.activate(self.actor.locale, self.actor.time_zone)
        token = _page.set(self)
        try:
            html = self.pages.environment.get_template(template).render(
                {
                    "request": self.request,
                    "actor": self.actor,
                    "page": self,
                    "partial": self.partial,
                    "notices": notices,
                    "form": FormState(),
                    **context,
                }
            )
            if notices and self.partial:
                html += self.pages.environment.get_template("components/_toasts.html").render(notices=notices)
        finally:
            _page.reset(token)
        response = HTMLResponse(html, status, headers={"Vary": "HX-Request-Type", "Cache-Control": "no-store"})
        if self.actor is not None and not self.partial:
            response.headers["Speculation-Rules"] = f'"{self.pages.assets.url("preload.speculationrules")}"'
        if waiting:
            response.delete_cookie(NOTICE_COOKIE)
        return response

    def macro(self, template: str, name: str, *given: Any) -> str:
        """What a macro writes, where that is the whole answer."""
        return str(getattr(self.pages.environment.get_template(template).module, name)(*given)).strip()

    def redirect(
        self, route_name: str, *, notice: str | None = None, undo: Undo = None, **path_params: Any
    ) -> Response:
        """303 to a route; its notice (and the address that undoes it) appears once on the page that follows."""
        return self.redirect_to(self.url_for(route_name, **path_params), notice=notice, undo=undo)

    def redirect_to(self, path: str, *, notice: str | None = None, undo: Undo = None) -> Response:
        """The same to a path of ours. When htmx asked for a fragment, a redirect means that the whole page changes:
        fetch would follow a 303 silently and put a page into a panel, so the answer is `HX-Redirect` instead.
        """
        if not path.startswith("/") or path.startswith(("//", "/\\")):
            raise ValueError(f"not a path of this application: {path!r}")
        if self._remembered is not None:
            self._remembered.status, self._remembered.headers = 303, json.dumps({"Location": path})
        if self.partial:
            response = Response(status_code=200, headers={"HX-Redirect": path, "Cache-Control": "no-store"})
        else:
            response = RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
        if self._remembered is not None:
            self.pages.write_saved(self.request, response)
        if notice:
            self.pages.write_notice(response, _notice(notice, undo))
        return response

    async def form(self, schema: type[Model], template: str = "", **context: Any) -> Model:
        """The posted form as `schema`; raises Invalid, after which `invalid()` shows `template` again. A button
        without a page to show again has no template: what is wrong with it is told as any error.
        """
        typed = await read_form(self.request)
        if template:
            self._typed = template, context, typed
        await self.guard()
        return validate(schema, typed)

    def query(self, schema: type[Model], template: str, **context: Any) -> Model:
        """The same of a form that only asks: it comes in the address, and writes nothing."""
        typed = as_typed(self.request.query_params.multi_items())
        self._typed = template, context, typed
        return validate(schema, typed)

    @property
    def typed(self) -> FormState:
        """What was typed into the form just read, to be shown again."""
        return FormState(self._typed[2] if self._typed else {}, version=self.version)

    @property
    def version(self) -> int | None:
        """The record version that the posted form was made from; None when the form does not carry one."""
        text = getattr(self.request.state, "form_meta", self.request.query_params).get("version", "")
        return int(text) if text.isdigit() else None

    def without_given_up(self, values: dict[str, Any]) -> dict[str, Any]:
        """`values` without the fields in which a colleague's words are to stay."""
        return {name: value for name, value in values.items() if name not in self.given_up}

    @property
    def given_up(self) -> frozenset[str]:
        """The places of the form in which a colleague's words are to stay."""
        meta = getattr(self.request.state, "form_meta", {})
        kept = {name for name, whose in meta.items() if name.startswith(KEEP) and whose == "theirs"}
        return frozenset(name.removeprefix(KEEP) for name in kept)

    @property
    def was(self) -> Was | None:
        """What the posted form showed before it was changed; None when it does not say."""
        meta = getattr(self.request.state, "form_meta", {})
        try:
            shown = json.loads(meta.get("was", ""))
        except ValueError:
            return None
        return Was(shown, self.given_up) if isinstance(shown, dict) else None

    async def guard(self) -> None:
        """Refuses a form of another workspace (409) and answers a second submit with the first one's redirect."""
        meta, actor = self.request.state.form_meta, self.actor
        if actor is None:
            return
        if (wanted := meta.get("workspace")) and wanted != str(actor.workspace_id):
            raise Conflict(i18n._("You have changed workspace since this form was opened."))
        if (nonce := meta.get("nonce")) and self._session is not None:
            asked = f"{self.request.method} {self.request.url.path}".encode()
            caller = f"by:{actor.member_id}"  # who signs in again may send again what waited on their device
            self._remembered = await idempotency.begin(self.session, actor.workspace_id, caller, nonce, asked)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        # The form is shown again before the transaction rolls back: after it, no record can be read any more.
        if isinstance(error, Invalid | Stale):
            self._refused = self.invalid(error)

    def invalid(self, error: Invalid | Stale) -> HTMLResponse | None:
        """The form as it was typed, with the errors beside the fields (422), or with what a colleague saved meanwhile
        (409: sent again, it is saved over theirs). None when no form was read.
        """
        if self._refused is not None or self._typed is None:
            return self._refused
        template, context, typed = self._typed
        form = FormState(typed, getattr(error, "errors", None), version=self.version)
        form.was = getattr(self.request.state, "form_meta", {}).get("was", "")
        if isinstance(error, Stale):
            form.version, form.conflicts = error.extra.get("version"), error.extra.get("current", {})
            form.changed_by, form.lines = error.extra.get("by", {}), error.extra.get("lines", {})
        shown: dict[str, Any] = {**context, "form": form}
        return self.render(template, 422 if isinstance(error, Invalid) else 409, **shown)
