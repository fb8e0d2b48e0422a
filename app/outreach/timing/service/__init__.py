"""Every verb of timing. Other features import these names from here."""

from app.outreach.timing.service.advice import advise, advise_many
from app.outreach.timing.service.preferences import make_link, prefer, revoke_link
from app.outreach.timing.service.told import names_of, told

__all__ = ["advise", "advise_many", "make_link", "names_of", "prefer", "revoke_link", "told"]
