"""The words that screens show for what accounts' columns hold, and the choices that forms offer."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import get_currency_name

from app.accounts.models import Brand, LegalBasis
from app.accounts.permissions import EVERYONE, MANAGER, OUTREACH, Role
from app.core.i18n import _, current_locale, lazy, pgettext
from app.core.stuck_jobs import Trouble

ROLES = {
    Role.ADMIN: lazy("Administration"),
    Role.MANAGER: lazy("Manager"),
    Role.OUTREACH: lazy("Outreach"),
    Role.VIEWER: lazy("Read only"),
}
ROLE_HINTS = {
    Role.ADMIN: lazy("Everything, with members and the settings of the workspace."),
    Role.MANAGER: lazy("Outreach, and imports, pipelines, shared views and the activity log."),
    Role.OUTREACH: lazy("Works with people: records, contacts, next steps, partnerships, campaigns."),
    Role.VIEWER: lazy("Sees everything, changes nothing."),
}
PERMISSIONS = {
    "bloggers.read": lazy("See people and their history"),
    "interactions.read": lazy("See contacts"),
    "next_steps.read": lazy("See next steps"),
    "partnerships.read": lazy("See partnerships"),
    "campaigns.read": lazy("See campaigns"),
    "reports.read": lazy("See reports"),
    "members.read": lazy("See who works here"),
    "account.write": lazy("Change one's own settings"),
    "bloggers.write": lazy("Create and change people"),
    "interactions.write": lazy("Log contacts"),
    "next_steps.write": lazy("Set and complete next steps"),
    "partnerships.write": lazy("Create and move partnerships"),
    "campaigns.write": lazy("Create and change campaigns"),
    "views.write": lazy("Save views of a list"),
    "tokens.write": lazy("Make API tokens of one's own"),
    "bloggers.delete": lazy("Delete people"),
    "do_not_contact.clear": lazy("Lift “do not contact”"),
    "pipelines.manage": lazy("Change the stages of partnerships"),
    "timing.manage": lazy("Change the rules of timing"),
    "views.share": lazy("Share views with everyone"),
    "imports.write": lazy("Import"),
    "exports.read": lazy("Export"),
    "activity.read": lazy("Read the activity log"),
    "members.manage": lazy("Invite, change and remove members"),
    "brands.manage": lazy("Create, change and archive brands"),
    "workspace.manage": lazy("Change the settings of the workspace"),
    "tokens.manage": lazy("See and revoke everyone's API tokens"),
}
PERMISSION_GROUPS = (
    (lazy("Every role"), EVERYONE),
    (lazy("From Outreach on"), OUTREACH),
    (lazy("From Manager on"), MANAGER),
    (lazy("Administration only"), ("members.manage", "brands.manage", "workspace.manage", "tokens.manage")),
)
JOBS = {
    "transfer.import": lazy("Import of a spreadsheet"),
    "transfer.preview": lazy("Preview of an import"),
    "bloggers.reindex": lazy("Search index"),
    "bloggers.change_many": lazy("A change of many people"),
    "empty_bin": lazy("Emptying the bin"),
    "tidy": lazy("Tidying up"),
}
TROUBLES = {
    Trouble.FAILED: lazy("Failed"),
    Trouble.RETRYING: lazy("Will be tried again"),
    Trouble.STALLED: lazy("Nobody works on it"),
}
LEGAL_BASES = {
    LegalBasis.LEGITIMATE_INTEREST: lazy("Legitimate interest"),
    LegalBasis.CONSENT: lazy("Consent"),
    LegalBasis.CONTRACT: lazy("Contract"),
    LegalBasis.PUBLIC_INTEREST: lazy("Public interest"),
    LegalBasis.LEGAL_OBLIGATION: lazy("Legal obligation"),
    LegalBasis.VITAL_INTEREST: lazy("Vital interest"),
}
PERSON_WORDS = {"blogger": lazy("Bloggers"), "creator": lazy("Creators"), "influencer": lazy("Influencers")}
THEMES = {"auto": lazy("As my device"), "light": lazy("Light"), "dark": lazy("Dark")}
LOCALES = {"en": "English", "fr": "Français"}
COLOURS = {
    "red": lazy("Red"),
    "amber": lazy("Amber"),
    "olive": lazy("Olive"),
    "green": lazy("Green"),
    "teal": lazy("Teal"),
    "blue": lazy("Blue"),
    "violet": lazy("Violet"),
    "rose": lazy("Rose"),
}
CURRENCIES = (
    *("EUR", "GBP", "USD", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN"),
    *("TRY", "UAH", "MAD", "TND", "DZD", "EGP", "XOF", "XAF", "ZAR", "NGN", "KES", "ILS", "AED", "SAR", "INR", "CNY"),
    *("HKD", "SGD", "JPY", "KRW", "THB", "IDR", "MYR", "PHP", "VND", "BRL", "MXN", "ARS", "CLP", "COP", "PEN"),
)


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """IANA names that a person would choose: UTC and those of places."""
    places = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(places)))


def currencies() -> list[tuple[str, str]]:
    """(code, "Euro (EUR)") in the reader's language."""
    locale = current_locale()
    named = ((code, get_currency_name(code, locale=locale)) for code in CURRENCIES)
    return [(code, f"{name[:1].upper()}{name[1:]} ({code})") for code, name in named]


def choices() -> dict[str, Any]:
    """What the select boxes of accounts' forms offer."""
    return {
        "roles": [(role.value, label) for role, label in reversed(ROLES.items())],
        "legal_bases": [(basis.value, label) for basis, label in LEGAL_BASES.items()],
        "person_words": list(PERSON_WORDS.items()),
        "themes": list(THEMES.items()),
        "locales": list(LOCALES.items()),
        "colours": list(COLOURS.items()),
        "time_zones": [(zone, zone.replace("_", " ")) for zone in time_zones()],
        "currencies": list(currencies()),
    }


def brand_choices(brands: Sequence[Brand]) -> list[tuple[str, str]]:
    """Brands as check boxes offer them."""
    return [(str(brand.id), brand.name) for brand in brands]


SUBJECTS = {
    "blogger": lazy("Person"),
    "relation": lazy("Relation"),
    "contact_point": lazy("Contact details"),
    "channel": lazy("Channel"),
    "rate": lazy("Rate"),
    "need": lazy("Need"),
    "tag": lazy("Tag"),
    "view": lazy("Saved view"),
    "interaction": lazy("Exchange"),
    "next_step": lazy("Next step"),
    "partnership": lazy("Partnership"),
    "pipeline": lazy("Pipeline"),
    "stage": lazy("Stage"),
    "campaign": lazy("Campaign"),
    "member": lazy("Member"),
    "invitation": lazy("Invitation"),
    "brand": lazy("Brand"),
    "workspace": lazy("Workspace"),
    "token": lazy("API token"),
    "import": lazy("Import"),
}


def event_words(verb: str) -> str:
    """`blogger.created` → “Added: person”; a verb without words of its own as it is."""
    subject, _dot, done = verb.partition(".")
    known = {
        "created": pgettext("event", "Added"),
        "updated": pgettext("event", "Changed"),
        "moved": pgettext("event", "Moved"),
        "logged": pgettext("event", "Noted"),
        "completed": pgettext("event", "Done"),
        "archived": pgettext("event", "Put away"),
        "restored": pgettext("event", "Brought back"),
        "deleted": pgettext("event", "Deleted"),
        "undeleted": pgettext("event", "Brought back"),
        "removed": pgettext("event", "Removed"),
        "joined": pgettext("event", "Joined"),
        "revoked": pgettext("event", "Withdrawn"),
    }
    words = known.get(done, done.replace("_", " ").capitalize())
    return _("%(verb)s: %(subject)s", verb=words, subject=str(SUBJECTS.get(subject, subject)).lower())


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def browser_name(user_agent: str) -> str:
    """“Firefox · Linux”, near enough to recognise one's own."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found)) or user_agent.partition("/")[0][:40] or _("Unknown browser")


def job_name(name: str) -> str:
    """What a job does, in words; its name where there are none."""
    return str(JOBS.get(name) or JOBS.get(name.rpartition(".")[2]) or name)
