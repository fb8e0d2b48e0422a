"""One person while a batch is merged: what the database holds of them, what the rows change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.bloggers.models import BloggerState
from app.bloggers.models.person import BloggerFields
from app.bloggers.schemas import UpsertIn
from app.bloggers.service.derived import short, shortened
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.ids import new_id

FIELDS = (*BloggerFields.model_fields, "languages", "topics")
Values = dict[str, Any]


class Person:
    """`values` are the columns of `blogger`; the lists hold rows of the other tables, `is_new` where not stored."""

    __slots__ = (
        "added_tags",
        "changes",
        "channels",
        "external",
        "figures",
        "id",
        "is_new",
        "moment",
        "moves",
        "points",
        "relations",
        "stored",
        "stored_external",
        "tags",
        "touched",
        "values",
    )

    def __init__(self, values: Values, moment: datetime, *, is_new: bool) -> None:
        self.id: UUID = values["id"]
        self.moment = moment
        """When the batch is written: one moment for all of it."""
        self.values, self.is_new = values, is_new
        self.stored: Values = {} if is_new else dict(values)
        """`values` as the database has them."""
        self.points: dict[tuple[str, str], Values] = {}
        self.channels: list[Values] = []
        self.tags: dict[str, str] = {}
        self.external: dict[str, str] = {}
        self.stored_external: dict[str, str] = {}
        self.relations: dict[UUID, Values] = {}
        self.figures: list[Values] = []
        self.moves: list[Values] = []
        self.added_tags: dict[str, str] = {}
        self.changes: dict[str, list[Any]] = {}
        self.touched: set[int] = set()
        """Ids (of Python) of stored rows that changed."""

    @classmethod
    def new(cls, actor: Actor, row: UpsertIn, defaults: dict[str, str], moment: datetime) -> "Person":
        """Raises Invalid without a name."""
        if not row.name:
            raise Invalid({"name": _("This is needed.")})
        values: Values = dict.fromkeys(FIELDS, "") | defaults
        values |= {
            "id": new_id(),
            "workspace_id": actor.workspace_id,
            "created_at": moment,
            "updated_at": moment,
            "version": 1,
            "sort_name": "",
            "languages": [],
            "topics": [],
            "audience": 0,
            "state": BloggerState.ACTIVE.value,
            "state_since": moment,
            "state_before": "",
            "collected_at": moment,
            "collected_by": actor.user_id,
            "do_not_contact": False,
            "do_not_contact_at": None,
            "do_not_contact_by": None,
            "do_not_contact_reason": "",
            "edits": {},
        }
        return cls(values, moment, is_new=True)

    @property
    def is_changed(self) -> bool:
        return self.is_new or bool(self.changes)

    def refuse_if_deleted(self) -> None:
        if self.values["state"] == BloggerState.DELETED:
            raise Invalid({"": _("%(name)s is deleted; undo that first.", name=self.values["name"])})

    def set(self, name: str, value: Any) -> None:
        """One column, and the change noted with its first before."""
        before = self.values[name]
        if before != value:
            self.values[name] = value
            self.note(name, before, value)

    def note(self, name: str, before: Any, after: Any) -> None:
        first = self.changes[name][0] if name in self.changes else before
        self.changes[name] = [first, after]

    def touch(self, row: Values, **values: Any) -> bool:
        """Changes a row of another table; True when anything differs."""
        changed = {name: value for name, value in values.items() if row[name] != value}
        row.update(changed)
        if changed and not row.get("is_new"):
            self.touched.add(id(row))
            row["version"] += 1
            row["updated_at"] = self.moment
        return bool(changed)

    def logged(self) -> dict[str, list[Any]]:
        """The changes as the activity log keeps them."""
        if self.is_new:
            return {name: [None, short(after)] for name, (_before, after) in self.changes.items()}
        return shortened(self.changes)

    @property
    def blogger(self) -> "Columns":
        return Columns(self.values)


class Columns:
    """Columns by attribute, as a record has them."""

    def __init__(self, values: Values) -> None:
        self.__dict__ = values

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)
