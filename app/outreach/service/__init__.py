"""Every write of outreach. Higher features and siblings of the same height import these names from here."""

from app.outreach.service.bulk import add_steps_many, log_many
from app.outreach.service.facts import recompute
from app.outreach.service.interactions import delete, edit, log, undelete
from app.outreach.service.natures import natures_of
from app.outreach.service.steps import (
    add_step,
    complete_step,
    delete_step,
    delete_steps,
    edit_step,
    on_steps_changed,
    reassign_step,
    reopen_step,
    snooze_step,
    undelete_step,
)

__all__ = [
    "add_step",
    "add_steps_many",
    "complete_step",
    "delete",
    "delete_step",
    "delete_steps",
    "edit",
    "edit_step",
    "log",
    "log_many",
    "natures_of",
    "on_steps_changed",
    "reassign_step",
    "recompute",
    "reopen_step",
    "snooze_step",
    "undelete",
    "undelete_step",
]
