"""What will happen, in one sentence; and the words that come with the link. No SQL."""

from collections.abc import Collection

from app.bloggers.models import AddressForm, Blogger
from app.core.i18n import _, format_list, pgettext, speaking
from app.outreach.timing.models import Preference
from app.outreach.timing.schemas import OUTREACH
from app.outreach.timing.wished import rules


def consequence(person: Blogger, preference: Preference, closed: Collection[str] = ()) -> str:
    """What follows from all they said, the strictest first."""
    if person.objected_at:
        return _("Nobody here writes to you any more, not even to answer you.")
    if OUTREACH in preference.opted_out or person.do_not_contact:
        return _("Nobody here writes to you first any more; what you write is still answered.")
    holding = rules(preference, closed)
    if not holding:
        return _("We may write to you when we think it is of use to you.")
    return _("From now on: %(rules)s.", rules=format_list(holding))


def invitation(person: Blogger, brand: str, link: str, address: str) -> tuple[str, str]:
    """Their language, and the text to send with the link, in it and in the form of address they prefer."""
    language = "fr" if "fr" in person.languages[:1] else "en"
    words = {"name": person.given_name or person.name, "brand": brand, "link": link}
    with speaking(language):
        if address == AddressForm.TU:
            return language, pgettext(
                "tu",
                "Hello %(name)s,\n\nThis page is yours: say there what %(brand)s may write to you about, by which "
                "means and how often, or that you would rather be left in peace. No account is needed.\n\n%(link)s\n\n"
                "Please keep this address to yourself: it opens your page.",
                **words,
            )
        return language, _(
            "Hello %(name)s,\n\nThis page is yours: say there what %(brand)s may write to you about, by which "
            "means and how often, or that you would rather be left in peace. No account is needed.\n\n%(link)s\n\n"
            "Please keep this address to yourself: it opens your page.",
            **words,
        )
