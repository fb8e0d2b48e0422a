"""Many rows at once: what differs and what is the same in all of them arrive alike, whatever the database takes."""

from itertools import chain

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.activity.models import Activity
from app.bloggers.models import Tag
from app.core.bulk import FEW, PORTION, delete_rows, insert_rows, inserting, run_all, update_rows, updating
from app.core.clock import now
from app.core.ids import new_id


def some_tags(actor, count: int) -> list[dict]:
    workspace = {"workspace_id": actor.workspace_id, "created_at": now(), "updated_at": now(), "version": 1}
    return [{"id": new_id(), **workspace, "name": "", "name_key": f"key {number}"} for number in range(count)]


async def stored(session, *columns) -> list[tuple]:
    return [tuple(row) for row in await session.execute(select(*map(col, columns)).order_by(*map(col, columns)))]


@pytest.mark.parametrize("count", [1, 2, FEW, FEW + 1, PORTION, 2 * PORTION + 1])
async def test_rows_come_in_change_and_go_however_many_they_are(session, owner, count):
    rows = some_tags(owner.actor, count)
    await insert_rows(session, Tag, rows)
    keys = sorted(row["name_key"] for row in rows)
    assert await stored(session, Tag.name, Tag.name_key) == [("", key) for key in keys]
    await update_rows(session, Tag, [{"id": row["id"], "name": "all the same"} for row in rows])
    assert await stored(session, Tag.name, Tag.name_key) == [("all the same", key) for key in keys]
    workspace_id = owner.actor.workspace_id
    await delete_rows(session, Tag, [{"workspace_id": workspace_id, "id": row["id"]} for row in rows[1:]])
    assert await stored(session, Tag.id) == [(rows[0]["id"],)]


@pytest.mark.parametrize("count", [FEW, PORTION])
async def test_rows_that_are_the_same_throughout_come_in_each(session, owner, count):
    same = {"workspace_id": owner.actor.workspace_id, "subject_id": new_id(), "at": now()}
    same |= {"verb": "tag.created", "subject_type": "tag", "subject_name": "", "person_name": "", "changes": {}}
    await insert_rows(session, Activity, [same] * count)
    verbs = await stored(session, Activity.verb, Activity.changes)
    assert verbs.count(("tag.created", {})) == count


@pytest.mark.parametrize("count", [FEW, PORTION])
async def test_what_is_only_equal_is_kept_apart(session, owner, count):
    base = {"workspace_id": owner.actor.workspace_id, "subject_type": "tag", "subject_id": new_id(), "at": now()}
    base |= {"verb": "tag.created", "subject_name": "", "person_name": ""}
    await insert_rows(session, Activity, [{**base, "changes": {"a": number % 2 == 0 or 1}} for number in range(count)])
    found = [row[0]["a"] for row in await session.execute(select(col(Activity.changes)).order_by(col(Activity.seq)))]
    assert [type(value) for value in found[-2:]] == [bool, int]


async def test_statements_of_a_batch_see_those_before_them(session, owner):
    rows, dialect = some_tags(owner.actor, 3), session.get_bind().dialect
    later = [{"id": row["id"], "name": "later"} for row in rows]
    await run_all(session, chain(inserting(dialect, Tag, rows), updating(dialect, Tag, later)))
    assert await stored(session, Tag.name) == [("later",)] * 3


async def test_a_statement_that_fails_is_told_whatever_comes_after_it(session, owner):
    rows, dialect = some_tags(owner.actor, 1), session.get_bind().dialect
    twice = (it for _time in range(3) for it in inserting(dialect, Tag, rows))
    with pytest.raises(IntegrityError):
        async with session.begin_nested():
            await run_all(session, twice)
    assert await stored(session, Tag.id) == []


async def test_what_goes_wrong_while_a_statement_is_made_leaves_none_under_way(session, owner):
    rows, dialect = some_tags(owner.actor, 1), session.get_bind().dialect

    def mistaken():
        yield from inserting(dialect, Tag, rows)
        raise KeyError

    with pytest.raises(KeyError):
        await run_all(session, mistaken())
    assert await stored(session, Tag.id) == [(rows[0]["id"],)]
