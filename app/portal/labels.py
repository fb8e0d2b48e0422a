"""The words of the page that a person gets: translated when printed."""

from typing import Any

from app.bloggers.labels import CONTACT_KINDS, LEGAL_BASES, PLATFORMS, web_name
from app.bloggers.models import AddressForm
from app.core.i18n import lazy
from app.outreach.models import Via
from app.outreach.timing.wished import MEANS, rules
from app.portal.schemas import Often

Labels = dict[str, lazy]

ICONS = {
    Via.EMAIL: "mail",
    Via.PHONE: "phone",
    Via.DIRECT_MESSAGE: "message-circle",
    Via.POST: "package",
    Via.IN_PERSON: "handshake",
}
OFTEN: Labels = {
    Often.ANY: lazy("As you see fit"),
    Often.LIMIT: lazy("At most a number of messages a month"),
    Often.IMPORTANT: lazy("Only what is important: answers, and what is agreed"),
}
ADDRESS_FORMS: Labels = {
    AddressForm.UNKNOWN: lazy("No preference"),
    AddressForm.TU: lazy("tu"),
    AddressForm.VOUS: lazy("vous"),
}
WORDS: dict[str, Any] = {
    "means": MEANS,
    "icons": ICONS,
    "often": OFTEN,
    "address_forms": ADDRESS_FORMS,
    "bases": LEGAL_BASES,
    "kinds": CONTACT_KINDS,
    "platforms": PLATFORMS,
    "web_name": web_name,
    "rules": rules,
}
