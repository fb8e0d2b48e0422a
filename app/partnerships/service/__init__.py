"""Every write of partnerships. Other packages import these names from here."""

from app.partnerships.service.bulk import Added, add_to_campaign, advice_in
from app.partnerships.service.contacts import add_step, ask_owner, follow_steps, log_contact
from app.partnerships.service.many import Changed, assign_many, move_many, undo_many
from app.partnerships.service.moves import move, undo_move
from app.partnerships.service.partnerships import create, delete, undelete, update
from app.partnerships.service.pipelines import (
    add_stage,
    create_pipeline,
    delete_pipeline,
    delete_stage,
    ensure_default_pipeline,
    update_pipeline,
    update_stage,
)
from app.partnerships.service.rehearsal import plan, unplan
from app.partnerships.service.relation_moves import accept_move, dismiss_move, move_back, reconsider_move
from app.partnerships.service.terms import reopen_term, save_form, set_terms, settle_term, shown_terms

__all__ = [
    "Added",
    "Changed",
    "accept_move",
    "add_stage",
    "add_step",
    "add_to_campaign",
    "advice_in",
    "ask_owner",
    "assign_many",
    "create",
    "create_pipeline",
    "delete",
    "delete_pipeline",
    "delete_stage",
    "dismiss_move",
    "ensure_default_pipeline",
    "follow_steps",
    "log_contact",
    "move",
    "move_back",
    "move_many",
    "plan",
    "reconsider_move",
    "reopen_term",
    "save_form",
    "set_terms",
    "settle_term",
    "shown_terms",
    "undelete",
    "undo_many",
    "undo_move",
    "unplan",
    "update",
    "update_pipeline",
    "update_stage",
]
