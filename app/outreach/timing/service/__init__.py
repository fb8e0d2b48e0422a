"""Every verb of timing. Other features import these names from here."""

from app.outreach.timing.service.advice import advise, advise_many
from app.outreach.timing.service.live import mark_of, marks_of
from app.outreach.timing.service.preferences import make_link, prefer, revoke_link
from app.outreach.timing.service.told import names_of, told

__all__ = [
    "advise",
    "advise_many",
    "make_link",
    "mark_of",
    "marks_of",
    "names_of",
    "prefer",
    "revoke_link",
    "told",
]
