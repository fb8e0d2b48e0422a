"""Every write of bloggers, one domain verb per function. Other features import these names from here."""

from app.accounts.service import before_workspace_delete
from app.bloggers import search
from app.bloggers.service.background import begin_change, change
from app.bloggers.service.bulk import Manner, upsert_many
from app.bloggers.service.derived import reindex
from app.bloggers.service.many import archive_many, delete_many, restore_many, take_back_new, undelete_many
from app.bloggers.service.marks import all_stale, stale
from app.bloggers.service.parts import (
    add_audience,
    add_channel,
    add_contact_point,
    add_need,
    add_past_audiences,
    add_rate,
    edit_channel,
    edit_contact_point,
    edit_need,
    edit_rate,
    meet_need,
    remove_channel,
    remove_contact_point,
    remove_need,
    remove_rate,
    reopen_need,
)
from app.bloggers.service.person import (
    archive,
    create_blogger,
    delete,
    note_objection,
    restore,
    undelete,
    update_blogger,
    withdraw_objection,
)
from app.bloggers.service.relations import (
    assign_relation,
    begin_relation,
    correct_turn,
    ensure_relation,
    ensure_relations,
    move_relation,
    set_address_form,
    set_my_address_form,
    set_relation_facts,
    update_relation,
)
from app.bloggers.service.relations_many import assign_many, move_many
from app.bloggers.service.sheet import PartEdit, edit_parts
from app.bloggers.service.tags import (
    add_tags,
    create_tag,
    delete_tag,
    remove_tags,
    rename_tag,
    tag_many,
    undelete_tag,
)
from app.bloggers.service.undo import changed_between, undo_many

before_workspace_delete(search.forget_workspace)

__all__ = [
    "Manner",
    "PartEdit",
    "add_audience",
    "add_channel",
    "add_contact_point",
    "add_need",
    "add_past_audiences",
    "add_rate",
    "add_tags",
    "all_stale",
    "archive",
    "archive_many",
    "assign_many",
    "assign_relation",
    "begin_change",
    "begin_relation",
    "change",
    "changed_between",
    "correct_turn",
    "create_blogger",
    "create_tag",
    "delete",
    "delete_many",
    "delete_tag",
    "edit_channel",
    "edit_contact_point",
    "edit_need",
    "edit_parts",
    "edit_rate",
    "ensure_relation",
    "ensure_relations",
    "meet_need",
    "move_many",
    "move_relation",
    "note_objection",
    "reindex",
    "remove_channel",
    "remove_contact_point",
    "remove_need",
    "remove_rate",
    "remove_tags",
    "rename_tag",
    "reopen_need",
    "restore",
    "restore_many",
    "set_address_form",
    "set_my_address_form",
    "set_relation_facts",
    "stale",
    "tag_many",
    "take_back_new",
    "undelete",
    "undelete_many",
    "undelete_tag",
    "undo_many",
    "update_blogger",
    "update_relation",
    "upsert_many",
    "withdraw_objection",
]
