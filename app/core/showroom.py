"""`/dev/components`: the design language as it is, every token and every component in every state. Development only."""

import re
from dataclasses import dataclass, replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core import i18n
from app.core.actor import Actor
from app.core.assets import ROOT
from app.core.forms import FormState

TOKENS = ROOT / "css" / "00-tokens.css"

SAMPLE_READER = Actor(
    workspace_id=UUID(int=1),
    user_id=UUID(int=2),
    name="Ana Lopes",
    role="admin",
    permissions=frozenset(
        {
            "interactions.write",
            *(f"{a}.read" for a in ("bloggers", "partnerships", "campaigns", "reports", "next_steps")),
        }
    ),
    time_zone="Europe/Paris",
    workspace_name="Maison Olier",
)


@dataclass(frozen=True)
class Colour:
    """A colour said once for both themes, in OKLCH."""

    name: str
    light: str
    dark: str


def tokens() -> dict[str, str]:
    """What `00-tokens.css` says, in its order: `{"act": "light-dark(…)", "radius": "0.5rem", …}`."""
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", TOKENS.read_text())}


def colours() -> list[Colour]:
    said = [(name, re.findall(r"oklch\([^)]*\)", value)) for name, value in tokens().items() if name != "shadow"]
    return [Colour(name, *both) for name, both in said if len(both) == 2]


async def show_components(request: Request) -> HTMLResponse:
    """`?locale=fr`, `?theme=dark`."""
    query = request.query_params
    reader = replace(SAMPLE_READER, locale=query.get("locale", "en"), theme=query.get("theme", "auto"))
    i18n.activate(reader.locale, reader.time_zone)
    errors = {"email": i18n._("This is not an email address."), "channels.0.url": i18n._("This is needed.")}
    form = FormState({"name": "Camille Moreau", "email": "camille@", "channels": [{"platform": "blog"}]}, errors)
    return request.app.state.pages.render(
        request, reader, "dev/components.html", sample_form=form, tokens=tokens(), colours=colours()
    )
