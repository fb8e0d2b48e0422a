"""The search index: what a person is found by, written by the service, asked by lists and by the search box.

Words are folded here, in Python, so that both databases find the same. On SQLite the words of a person stand in
`blogger_search_document` and its FTS5 index `blogger_search`; on PostgreSQL in `blogger_search.document`, a tsvector.
Every document carries a token of its workspace and state: a small workspace is not searched through a large one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, Uuid, bindparam, column, select, table, text, union_all
from sqlalchemy.engine import Dialect
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.identity import is_phone, looks_like_url, national_numbers, url_key
from app.bloggers.models import Blogger, BloggerState, ContactKind
from app.core.actor import Actor
from app.core.bulk import Statement, run_all
from app.core.text import digits, fold, tokens

HITS = 1_000
"""More are not looked at: a word that finds more is narrowed by the next letter."""
LOOKED_AT = 500
"""People whom the search box looks at by name before it asks the index of PostgreSQL."""
HITS_TO_FILTER = 20_000
"""The same where other filters choose among the hits."""
NOTE_WORDS = 2_000
INDEXED_LETTERS = 6
"""As the migration says: `prefix = '1 2 3 4 5 6'`."""
_SIGNED = re.compile(r"\w\W+\w|_")
_SIGNS = re.compile(r"[\W_]+")
_LAST = "\U0010ffff"
_NOISE = {"http", "https", "www"}
_DELETE = (  # FTS5 must be told what it had indexed
    "INSERT INTO blogger_search (blogger_search, rowid, body)"
    " SELECT 'delete', number, body FROM blogger_search_document"
)
_DOCUMENTS = table(
    "blogger_search_document", column("number"), column("blogger_id", Uuid()), column("sort_name", String())
)
_DOCUMENTS_PG = table("blogger_search", column("blogger_id", Uuid()), column("sort_name", String()))


@dataclass(slots=True)
class Findable:
    """What one person is found by."""

    id: UUID
    workspace_id: UUID
    state: str
    sort_name: str
    texts: Iterable[str]
    """Names, tags, topics, city."""
    handles: Iterable[str] = ()
    emails: Iterable[str] = ()
    urls: Iterable[str] = ()
    phones: Iterable[str] = ()
    country: str = ""
    notes: str = ""


def findable(
    blogger: Any, contacts: Iterable[tuple[str, str]], channels: Iterable[tuple[str, str]], tags: Iterable[str]
) -> Findable:
    """`contacts` are (kind, value), `channels` (handle, url)."""
    contacts, channels = list(contacts), list(channels)
    return Findable(
        id=blogger.id,
        workspace_id=blogger.workspace_id,
        state=blogger.state,
        sort_name=blogger.sort_name,
        texts=[
            blogger.name,
            blogger.given_name,
            blogger.also_known_as,
            blogger.city,
            blogger.representative_name,
            blogger.representative_agency,
            *blogger.topics,
            *tags,
        ],
        handles=[
            *[handle for handle, _url in channels],
            *[value for kind, value in contacts if kind == ContactKind.DIRECT_MESSAGE],
        ],
        emails=[*[value for kind, value in contacts if kind == ContactKind.EMAIL], blogger.representative_email],
        urls=[url for _handle, url in channels],
        phones=[*[value for kind, value in contacts if kind == ContactKind.PHONE], blogger.representative_phone],
        country=blogger.country,
        notes=blogger.notes,
    )


def words_of(person: Findable) -> list[str]:
    """Every token of a person, the scope first."""
    words = [_scope(person.workspace_id, person.state)]
    addresses = [url_key(url) for url in person.urls if url]
    words += tokens(*person.texts, *person.handles, *person.emails, *addresses)
    words += [_run(whole) for whole in (*_chunks(person.texts), *person.handles, *person.emails) if whole]
    for phone in person.phones:
        words += national_numbers(phone, person.country) if phone else ()
    words += tokens(person.notes)[:NOTE_WORDS] if person.notes else ()
    return [word for word in dict.fromkeys(words) if word]


# --- writing ----------------------------------------------------------------------------------------------------


async def write(session: AsyncSession, people: list[Findable]) -> None:
    """Makes these people findable by what they are now; a deleted one by nothing. Three statements at most."""
    await run_all(session, writing(session.get_bind().dialect, people))


async def forget(session: AsyncSession, ids: list[UUID]) -> None:
    """Takes them out of the index."""
    await run_all(session, _forgetting(session.get_bind().dialect, ids))


def writing(dialect: Dialect, people: list[Findable]) -> Iterator[Statement]:
    """What `write` does, for a batch."""
    gone = [person.id for person in people if person.state == BloggerState.DELETED]
    kept = [person for person in people if person.state != BloggerState.DELETED]
    if gone:
        yield from _forgetting(dialect, gone)
    if dialect.name == "sqlite":
        for chunk in _chunked(kept):
            yield _unindex([person.id for person in chunk]), ()
    yield from adding(dialect, kept)


def adding(dialect: Dialect, people: list[Findable]) -> Iterator[Statement]:
    """The same of new people: nothing of theirs is there to take out first."""
    if dialect.name == "sqlite":
        yield from _adding_sqlite(people)
    elif people:
        yield _adding_postgres(people)


def _forgetting(dialect: Dialect, ids: list[UUID]) -> Iterator[Statement]:
    if dialect.name != "sqlite":
        yield "DELETE FROM blogger_search WHERE blogger_id = ANY($1::uuid[])", (ids,)
        return
    for chunk in _chunked(ids):
        yield _unindex(chunk), ()
        yield f"DELETE FROM blogger_search_document WHERE blogger_id IN ({_named(chunk)})", ()  # noqa: S608


async def forget_workspace(session: AsyncSession, workspace_id: UUID) -> None:
    """Takes everybody of a workspace out of the index, before their rows go: FTS5 has no foreign keys."""
    if _is_sqlite(session):
        everybody = "SELECT id FROM blogger WHERE workspace_id = :workspace"
        unindex = _DELETE + f" WHERE blogger_id IN ({everybody})"
        await session.execute(text(unindex), {"workspace": workspace_id.hex})


async def clear(session: AsyncSession) -> None:
    """Takes everybody out, before all are written again."""
    connection = await session.connection()
    if not _is_sqlite(session):
        await connection.exec_driver_sql("DELETE FROM blogger_search")
        return
    await connection.exec_driver_sql("DELETE FROM blogger_search_document")
    await connection.exec_driver_sql("INSERT INTO blogger_search (blogger_search) VALUES ('rebuild')")


async def rebuild(session: AsyncSession) -> None:
    """Builds the index of SQLite again from its documents: for a repair."""
    if _is_sqlite(session):
        await session.execute(text("INSERT INTO blogger_search (blogger_search) VALUES ('rebuild')"))


def _adding_sqlite(people: list[Findable]) -> Iterator[Statement]:
    for chunk in _chunked(people):
        yield (
            "INSERT INTO blogger_search_document (blogger_id, sort_name, body) VALUES (?, ?, ?)"
            " ON CONFLICT (blogger_id) DO UPDATE SET sort_name = excluded.sort_name, body = excluded.body",
            [(person.id.hex, person.sort_name, " ".join(words_of(person))) for person in chunk],
        )
        yield _reindex([person.id for person in chunk]), ()


def _adding_postgres(people: list[Findable]) -> Statement:
    rows = [(it.id, it.workspace_id, it.sort_name, " ".join(words_of(it))) for it in people]
    return (
        "INSERT INTO blogger_search (blogger_id, workspace_id, sort_name, document)"
        " SELECT id, workspace_id, sort_name, array_to_tsvector(string_to_array(words, ' '))"
        " FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS given (id, workspace_id, sort_name, words)"
        " ON CONFLICT (blogger_id) DO UPDATE SET sort_name = excluded.sort_name, document = excluded.document",
        tuple(map(list, zip(*rows, strict=True))),
    )


def _named(ids: list[UUID]) -> str:
    return ", ".join(f"'{blogger_id.hex}'" for blogger_id in ids)  # hexadecimal digits of a UUID: nothing to quote


def _unindex(ids: list[UUID]) -> str:
    return f"{_DELETE} WHERE blogger_id IN ({_named(ids)})"


def _reindex(ids: list[UUID]) -> str:
    return (
        "INSERT INTO blogger_search (rowid, body)"  # noqa: S608
        f" SELECT number, body FROM blogger_search_document WHERE blogger_id IN ({_named(ids)})"
    )


# --- asking -----------------------------------------------------------------------------------------------------


def in_turn(session: AsyncSession, actor: Actor, typed: str, states: Iterable[str]) -> list[Any]:
    """What to ask for the search box, one after the other until there are enough: whose name begins so; on PostgreSQL,
    whose index gathers everyone who has a word before it gives the first, the first of all by name; everyone else.
    A word that very many have is answered by the second, by name as all would be; a rarer one has few to gather.
    """
    begun = by_beginning(actor, fold(typed), states, HITS)
    if _is_short(words := _words(typed)):
        return [begun]
    rest = hits(session, actor, typed, states)
    return [begun, rest] if _is_sqlite(session) else [begun, _among_first(actor, typed, words, states), rest]


def hits(session: AsyncSession, actor: Actor, typed: str, states: Iterable[str], limit: int = HITS) -> Any:
    """The ids and sort names of whom `typed` finds, `limit` at most, in no order: a subquery to materialise."""
    words = _words(typed)
    if _is_short(words):
        return by_beginning(actor, fold(typed), states, limit)
    scopes = [_scope(actor.workspace_id, state) for state in states]
    if _is_sqlite(session):
        return _hits_sqlite(scopes, words, _number(typed), limit)
    return (
        select(_DOCUMENTS_PG.c.blogger_id.label("id"), _DOCUMENTS_PG.c.sort_name.label("key"))
        .where(_matches(_tsquery(scopes, words, _number(typed))))
        .limit(limit)
    )


def _among_first(actor: Actor, typed: str, words: list[str], states: Iterable[str]) -> Any:
    """Those of the first LOOKED_AT people by name whom `typed` finds. A scalar subquery is asked person by person:
    anything else the planner may turn into a walk through all documents."""
    first = by_beginning(actor, "", states, LOOKED_AT).subquery("first")
    asked = _tsquery([_scope(actor.workspace_id, state) for state in states], words, _number(typed))
    fits = select(_matches(asked)).where(_DOCUMENTS_PG.c.blogger_id == first.c.id).scalar_subquery()
    return select(first.c.id, first.c.key).where(fits)


def _matches(asked: str) -> Any:
    return text("document @@ CAST(CAST(:match AS text) AS tsquery)").bindparams(match=asked)


def _hits_sqlite(scopes: list[str], words: list[str], number: str, limit: int) -> Any:
    """Beginnings of up to six letters have an index. A longer one is put together from every word that begins so,
    which takes long for a word that everybody has: whole words are taken first, and are enough when they fill the page.
    """
    begun = _matching(_fts5(scopes, words, number), "begun")
    if max(map(len, words)) <= INDEXED_LETTERS:
        return begun.limit(limit)
    whole = " AND ".join(f'"{word}"' for word in words)
    first = _matching(_within(scopes, whole), "whole")
    return union_all(first, _matching(f"({_fts5(scopes, words, number)}) NOT ({whole})", "begun")).limit(limit)


def _matching(asked: str, name: str) -> Select[Any, Any]:
    return (
        select(_DOCUMENTS.c.blogger_id.label("id"), _DOCUMENTS.c.sort_name.label("key"))
        .select_from(_DOCUMENTS)
        .join(table("blogger_search"), text("blogger_search_document.number = blogger_search.rowid"))
        .where(text(f"blogger_search MATCH :{name}").bindparams(bindparam(name, asked)))
    )


def by_beginning(actor: Actor, start: str, states: Iterable[str], limit: int) -> Select[Any, Any]:
    """Whose name begins with `start` (folded), by name. One or two letters are asked so: the B-tree knows."""
    return (
        select(col(Blogger.id).label("id"), col(Blogger.sort_name).label("key"))
        .where(
            col(Blogger.workspace_id) == actor.workspace_id,
            col(Blogger.state).in_(list(states)),
            col(Blogger.sort_name) >= start,
            col(Blogger.sort_name) < start + _LAST,
        )
        .order_by(col(Blogger.sort_name))
        .limit(limit)
    )


def _is_short(words: list[str]) -> bool:
    """One or two letters are asked of the names alone."""
    return not words or (len(words) == 1 and len(words[0]) <= 2)


def _number(typed: str) -> str:
    """The digits of what may be a phone number, else ''."""
    number = digits(typed) if is_phone(typed) or (typed[:1] in "+0" and digits(typed)) else ""
    return number.removeprefix("00")


def _words(typed: str) -> list[str]:
    words = tokens(url_key(typed) if looks_like_url(typed.strip()) and "@" not in typed else typed)
    return [word for word in words if word not in _NOISE] or words


def _fts5(scopes: list[str], words: list[str], number: str) -> str:
    """Every word is quoted, so that nothing typed is an operator of FTS5 (T25)."""
    asked = " AND ".join(f'"{word}" *' for word in words)
    if number:
        asked = f'({asked}) OR "{number}" *'
    return _within(scopes, asked)


def _within(scopes: list[str], asked: str) -> str:
    scope = " OR ".join(f'"{scope}"' for scope in scopes)
    return f"({scope}) AND ({asked})"


def _tsquery(scopes: list[str], words: list[str], number: str) -> str:
    asked = " & ".join(f"'{word}':*" for word in words)
    if number:
        asked = f"({asked}) | '{number}':*"
    within = " | ".join(f"'{scope}'" for scope in scopes)
    return f"({within}) & ({asked})"


def _scope(workspace_id: UUID, state: str) -> str:
    """Begins with a sign that no word can hold."""
    return f"§{'x' if state == BloggerState.ARCHIVED else 'a'}{workspace_id.hex}"


def _chunks(texts: Iterable[str]) -> list[str]:
    """The parts between spaces that hold a sign: « Jean-Luc », “O'Brien”."""
    parts = (part for whole in texts if whole for part in whole.split())
    return [part for part in parts if not part.isalnum() and _SIGNED.search(part)]


def _run(whole: str) -> str:
    """`@zoe_cuisine` as people also type it: `zoecuisine`."""
    return _SIGNS.sub("", fold(whole))[:60]


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _chunked(items: list[Any], size: int = 500) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
