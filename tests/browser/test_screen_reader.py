"""The walk of docs/screen-reader.md and its French sister, by keyboard, line by line against the accessibility tree."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from app.core.migrate import ROOT
from tests.browser.test_board import Desk

WALKS = {"en": ROOT / "docs/screen-reader.md", "fr": ROOT / "docs/screen-reader.fr.md"}
KEYS = {"Entrée": "Enter", "Maj": "Shift", "↓": "ArrowDown", "→": "ArrowRight"}
ROLES = {
    "search box": "searchbox", "champ de recherche": "searchbox", "text box": "textbox", "champ de texte": "textbox",
    "link": "link", "lien": "link", "button": "button", "bouton": "button", "heading": "heading", "titre": "heading",
    "radio button": "radio", "bouton radio": "radio", "group": "group", "groupe": "group", "form": "form",
    "formulaire": "form", "navigation": "navigation", "list": "list", "liste": "list", "region": "region",
    "région": "region", "disclosure": "DisclosureTriangle", "détails": "DisclosureTriangle",
}  # fmt: skip
STATES = {
    "checked": ("checked", "true"), "coché": ("checked", "true"), "collapsed": ("expanded", False),
    "réduit": ("expanded", False), "expanded": ("expanded", True), "développé": ("expanded", True),
}  # fmt: skip
KINDS = {
    "Announced": "announced", "Annoncé": "announced", "On the page": "there", "Sur la page": "there", "Page": "page",
    "": "focus",
}  # fmt: skip
MONTH = r"(jan|feb|f[ée]v|mar|apr|avr|ma[iy]|ju[in]|juil|aug|ao[uû]|sep|o[ck]t|nov|d[eé]c)"
PATIENCE_S, FURTHEST = 30, 60


def plain(text: str) -> str:
    """One kind of space, one date, one number of reasons, for an hour of the day may add to them."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    text = re.sub(r"\d+ (reason|raison)s?", r"(several) \1", text)
    return re.sub(rf"\b\d{{1,2}}(er)? {MONTH}\w*\.?( \d{{4}})?", "(day)", text, flags=re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """`kind` focus, there, announced or page; `role` and `states` where they are told."""

    kind: str
    name: str
    role: str
    states: tuple[str, ...]


def walk(language: str) -> Iterator[tuple[list[str], list[Line]]]:
    """What is pressed and what is heard, row by row."""
    for row in re.findall(r"^\| (`.+`) \| (.*) \|$", WALKS[language].read_text(), re.MULTILINE):
        yield re.findall(r"`([^`]+)`", row[0]), [line(told) for told in row[1].split("<br>")]


def line(told: str) -> Line:
    found = re.fullmatch(r"(?:([^“«]+?)\s?:\s)?(?:“|«\s)(.+?)(?:”|\s»)((?:, [^,]+)*)", told)
    assert found, f"not understood: {told}"
    role, *states = found[3].removeprefix(", ").split(", ")
    return Line(KINDS[found[1] or ""], plain(found[2]), ROLES[role] if role else "", tuple(states))


class Reader:
    """Hears what Chromium tells assistive technology."""

    def __init__(self, page: Page) -> None:
        self.page, self._to = page, page.context.new_cdp_session(page)
        self._to.send("Accessibility.enable")  # so that the tree is not made anew for each look

    def nodes(self) -> list[dict[str, Any]]:
        """Without those that are not told, though their children may be."""
        self._all = {node["nodeId"]: node for node in self._to.send("Accessibility.getFullAXTree")["nodes"]}
        return [node for node in self._all.values() if not node.get("ignored")]

    def hears(self, expected: Line) -> str:
        """'' when it is heard, else what is heard instead."""
        if expected.kind == "page":
            return "" if plain(self.page.title()).startswith(f"{expected.name} · ") else self.page.title()
        nodes = self.nodes()
        if expected.kind == "focus":
            told = [self._tells(node) for node in nodes if prop(node, "focused") and kind(node) != "RootWebArea"]
            return "" if any(self._is(node, expected) for node in nodes if prop(node, "focused")) else str(told)
        if expected.kind == "announced":
            spoken = self._announced(nodes)
            return "" if expected.name in spoken else spoken or "nothing"
        if expected.role:
            alike = [self._tells(node) for node in nodes if kind(node) == expected.role]
            return "" if any(self._is(node, expected) for node in nodes) else str(alike)
        text = plain("".join(name(node) for node in nodes if kind(node) == "StaticText"))
        return "" if expected.name in text else text

    def _is(self, node: dict[str, Any], expected: Line) -> bool:
        states = (prop(node, key) == value for key, value in map(STATES.__getitem__, expected.states))
        return kind(node) == expected.role and name_of(node) == expected.name and all(states)

    def _tells(self, node: dict[str, Any]) -> str:
        return f"{kind(node)} {name_of(node)!r}"

    def _announced(self, nodes: list[dict[str, Any]]) -> str:
        return plain(" ".join(self._text(node) for node in nodes if prop(node, "live") not in (None, "off")))

    def _text(self, node: dict[str, Any]) -> str:
        own = name(node) if kind(node) == "StaticText" else ""
        return own + " ".join(self._text(self._all[child]) for child in node.get("childIds", []) if child in self._all)


def prop(node: dict[str, Any], key: str) -> Any:
    return next((it["value"].get("value") for it in node.get("properties", []) if it["name"] == key), None)


def kind(node: dict[str, Any]) -> str:
    return node.get("role", {}).get("value", "")


def name(node: dict[str, Any]) -> str:
    return node.get("name", {}).get("value", "")


def name_of(node: dict[str, Any]) -> str:
    return plain(name(node))


def press(page: Page, keys: list[str], there: Callable[[], bool]) -> None:
    page.wait_for_load_state()  # a key that comes before the scripts is nobody's
    for said in keys:
        if typed := re.fullmatch(r"[“«]\s?(.+?)\s?[”»]", said):
            page.keyboard.type(typed[1])
        elif said.endswith(" …"):
            _often(page, _key(said.removesuffix(" …")), there)
        else:
            page.keyboard.press(_key(said))


def _key(said: str) -> str:
    return "+".join(KEYS.get(part, part) for part in said.split("+"))


def _often(page: Page, key: str, there: Callable[[], bool]) -> None:
    for _n in range(FURTHEST):
        page.keyboard.press(key)
        if there():
            return


def until(heard: Callable[[], str]) -> str:
    """What is heard instead, once it has had its time."""
    ends = time.monotonic() + PATIENCE_S
    while (instead := heard()) and time.monotonic() < ends:
        time.sleep(0.1)
    return instead


@pytest.fixture
def camille(program) -> None:
    """She wrote, was answered, had an ask yesterday, and is wanted for the spring table."""
    desk = Desk(program)
    campaign = desk.post("/campaigns", name="Spring table")["id"]
    who = desk.card("Camille Moreau", stage="prospect", campaign_id=campaign)["blogger_id"]
    for days, mail in (
        (9, {"direction": "in"}),
        (8, {"nature": "reply"}),
        (1, {"nature": "ask", "summary": "A post?"}),
    ):
        at = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        desk.post(f"/bloggers/{who}/interactions", kind="email", occurred_at=at, **mail)


@pytest.mark.parametrize("language", WALKS)
def test_every_line_is_spoken(enter, speak_french, camille, language):
    if language == "fr":
        speak_french("owner")
    page = enter("owner", **({"locale": "fr-FR"} if language == "fr" else {}))
    page.goto("/")
    reader = Reader(page)
    for keys, lines in walk(language):
        focus = next((one for one in lines if one.kind == "focus"), None)
        press(page, keys, lambda focus=focus: bool(focus) and not reader.hears(focus))
        for one in lines:
            instead = until(lambda one=one: reader.hears(one))
            assert not instead, f"after {' '.join(keys)}: {one}\nheard instead: {instead[:600]}"


def test_both_languages_take_the_same_way():
    english, french = ([(len(keys), [(it.kind, it.role) for it in lines]) for keys, lines in walk(it)] for it in WALKS)
    assert english == french
