"""Every verb of timing. Other features import these names from here."""

from app.bloggers.service import stale
from app.outreach.timing.queries import read
from app.outreach.timing.service.advice import advise, advise_many, advise_with_facts
from app.outreach.timing.service.circumstances import (
    Told,
    delete,
    edit,
    end,
    follow_source,
    of_blogger,
    reopen,
    settle,
    settle_source,
    undelete,
    write,
    write_many,
    write_of,
)
from app.outreach.timing.service.hold import hold
from app.outreach.timing.service.inside import was_live, write_live
from app.outreach.timing.service.live import mark_of, marks_in, marks_of
from app.outreach.timing.service.marks import Kept, kept_of, live, refresh
from app.outreach.timing.service.offers import add_offer, archive_offer, edit_offer, restore_offer
from app.outreach.timing.service.outcomes import avoided, explain, into_silence, is_silent, keep
from app.outreach.timing.service.preferences import make_link, open_contacts, prefer, revoke_link
from app.outreach.timing.service.reserve import HeldBack, announce, fall_silent, release, reserve
from app.outreach.timing.service.told import names_of, told
from app.outreach.timing.service.voice import answer_question, ask_colleague, withdraw_question

__all__ = [
    "HeldBack",
    "Kept",
    "Told",
    "add_offer",
    "advise",
    "advise_many",
    "advise_with_facts",
    "announce",
    "answer_question",
    "archive_offer",
    "ask_colleague",
    "avoided",
    "delete",
    "edit",
    "edit_offer",
    "end",
    "explain",
    "fall_silent",
    "follow_source",
    "hold",
    "into_silence",
    "is_silent",
    "keep",
    "kept_of",
    "live",
    "make_link",
    "mark_of",
    "marks_in",
    "marks_of",
    "names_of",
    "of_blogger",
    "open_contacts",
    "prefer",
    "read",
    "refresh",
    "release",
    "reopen",
    "reserve",
    "restore_offer",
    "revoke_link",
    "settle",
    "settle_source",
    "stale",
    "told",
    "undelete",
    "was_live",
    "withdraw_question",
    "write",
    "write_live",
    "write_many",
    "write_of",
]
