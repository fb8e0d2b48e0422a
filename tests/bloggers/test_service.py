"""What people do with a record: each verb, who may, what is kept beside it."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import event, func, select
from sqlmodel import col

from app.accounts.models import Workspace
from app.activity.models import Activity
from app.bloggers import queries, service
from app.bloggers.filters import BloggerFilters
from app.bloggers.models import Blogger, BloggerFacet, Relation, RelationStageMove
from app.bloggers.schemas import (
    AudienceIn,
    BloggerIn,
    BloggerPatch,
    ChannelIn,
    ContactPointIn,
    NeedIn,
    RateIn,
)
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.factories.bloggers import blogger


@pytest.fixture
def owner(cast):
    return cast["owner"].actor


@pytest.fixture
async def zoe(session, owner):
    return await blogger(session, owner, "Zoé Lambert", email="zoe@carnet.example.org", country="FR")


async def log_of(session, record_id):
    rows = await session.execute(
        select(Activity).where(col(Activity.subject_id) == record_id).order_by(col(Activity.seq))
    )
    return [(it.verb, it.changes) for it in rows.scalars()]


async def counted(session, actor):
    """The maintained number, which must be the true one."""
    kept = (
        await session.execute(select(col(Workspace.blogger_count)).where(col(Workspace.id) == actor.workspace_id))
    ).scalar_one()
    mine = select(func.count()).where(col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.state) == "active")
    assert kept == (await session.execute(mine)).scalar_one()
    return kept


# --- making -----------------------------------------------------------------------------------------------------


async def test_a_new_person_comes_with_everything_said_of_them(session, cast, owner):
    form = BloggerIn.model_validate(
        {
            "name": "Zoé Lambert",
            "country": "fr",
            "languages": ["fr", "FR"],
            "topics": ["Food"],
            "tags": ["Press", "press", "tea"],
            "contact_points": [{"kind": "email", "value": "Zoe@Carnet.example.org"}] * 2,
            "channels": [{"url": "https://instagram.com/zoe", "audience": 1_200, "audience_on": "2026-10-01"}],
            "rates": [{"format": "Blog post", "amount_minor": 25_000}],
            "needs": [{"text": "Photos of the harvest"}],
            "external_ids": {"shop": "4711"},
            "stage": "acquainted",
            "owner_id": str(cast["mate"].user.id),
        }
    )
    made = await service.create_blogger(session, owner, form)
    record = await queries.whole(session, owner, made)
    assert (record.country, record.languages, record.tags) == ("FR", ["fr"], ["Press", "tea"])
    assert [it.value for it in record.contact_points] == ["zoe@carnet.example.org"]
    (channel,), (rate,), (need,), (relation,) = record.channels, record.rates, record.needs, record.relations
    assert (channel.platform, channel.handle, channel.audience, channel.audience_on) == (
        "instagram", "zoe", 1_200, date(2026, 10, 1),
    )  # fmt: skip
    assert (rate.currency, rate.amount_minor, need.met_on) == ("EUR", 25_000, None)
    assert (relation.stage, relation.owner_id, relation.brand_id) == (
        "acquainted",
        cast["mate"].user.id,
        cast["owner"].brand.id,
    )
    assert (record.audience, record.external_ids, record.last_contacted_at) == (1_200, {"shop": "4711"}, None)
    assert [
        move.to_stage for move in await queries.stage_history(session, owner, await _relation(session, owner, made))
    ] == ["acquainted"]
    assert await counted(session, owner) == 1


async def _relation(session, actor, person) -> Relation:
    (found,) = await queries.relations_of(session, actor, person.id)
    return found


async def test_source_and_legal_basis_come_from_the_workspace(session, owner):
    workspace = await session.get_one(Workspace, owner.workspace_id)
    workspace.source_preset, workspace.legal_basis_preset = "Trade fairs", "consent"
    made = await blogger(session, owner)
    assert (made.source, made.legal_basis, made.collected_by) == ("Trade fairs", "consent", owner.user_id)
    said = await blogger(session, owner, source="A friend", legal_basis="contract")
    assert (said.source, said.legal_basis) == ("A friend", "contract")


async def test_nobody_who_may_only_look_writes(session, cast, owner, zoe):
    viewer = cast["viewer"].actor
    with pytest.raises(Forbidden):
        await blogger(session, viewer)
    with pytest.raises(Forbidden):
        await service.update_blogger(session, viewer, zoe, {"city": "Lyon"})
    with pytest.raises(Forbidden):
        await service.upsert_many(session, viewer, [{"name": "Anna"}])
    with pytest.raises(Forbidden):
        await service.delete(session, cast["mate"].actor, zoe)
    with pytest.raises(NotFound):
        await queries.get_blogger(session, cast["stranger"].actor, zoe.id)


@pytest.mark.parametrize("field", ["brand_id", "owner_id"])
async def test_brands_and_owners_of_elsewhere_are_refused(session, cast, owner, field):
    other = {"brand_id": cast["stranger"].brand.id, "owner_id": cast["stranger"].user.id}
    with pytest.raises(Invalid) as refused:
        await blogger(session, owner, **{field: str(other[field])})
    assert list(refused.value.errors) == [field]


# --- changing ---------------------------------------------------------------------------------------------------


async def test_a_change_is_kept_with_what_was_there_before(session, owner, zoe):
    await service.update_blogger(session, owner, zoe, {"city": "Lyon", "notes": "x" * 500, "country": "FR"})
    verb, changes = (await log_of(session, zoe.id))[-1]
    assert (verb, changes["city"], zoe.version) == ("blogger.updated", ["", "Lyon"], 2)
    assert len(changes["notes"][1]) == 200
    assert "country" not in changes
    assert not await service.update_blogger(session, owner, zoe, {"city": "Lyon"})
    assert zoe.version == 2


async def test_two_people_save_different_fields_and_both_stay(session, owner, zoe):
    await service.update_blogger(session, owner, zoe, {"city": "Lyon"}, version=1)
    await service.update_blogger(session, owner, zoe, {"biography": "Cooks."}, version=1)
    assert (zoe.city, zoe.biography, zoe.version) == ("Lyon", "Cooks.", 3)


async def test_the_second_to_save_the_same_field_is_told(session, owner, zoe):
    await service.update_blogger(session, owner, zoe, {"city": "Lyon"}, version=1)
    with pytest.raises(Stale) as stale:
        await service.update_blogger(session, owner, zoe, {"city": "Paris", "notes": "n"}, version=1)
    told = stale.value.extra
    assert (told["current"], told["version"], told["by"]["city"][0]) == ({"city": "Lyon"}, 2, "Olga")
    assert (zoe.city, zoe.notes) == ("Lyon", "")
    await service.update_blogger(session, owner, zoe, {"city": "Lyon"}, version=1)  # the same words are no conflict


async def test_do_not_contact_is_set_by_anyone_and_cleared_by_a_manager(session, cast, owner, zoe):
    mate = cast["mate"].actor
    await service.update_blogger(session, mate, zoe, {"do_not_contact": True, "do_not_contact_reason": "Asked so"})
    assert (zoe.do_not_contact_by, zoe.do_not_contact_reason) == (mate.user_id, "Asked so")
    with pytest.raises(Forbidden):
        await service.update_blogger(session, mate, zoe, {"do_not_contact": False})
    await service.update_blogger(session, cast["manager"].actor, zoe, {"do_not_contact": False})
    assert not zoe.do_not_contact
    assert zoe.do_not_contact_at is None


async def test_facets_and_tags_follow_the_record(session, owner, zoe):
    await service.update_blogger(session, owner, zoe, {"languages": ["fr"], "topics": ["Été"], "tags": ["a", "b"]})
    await service.update_blogger(session, owner, zoe, BloggerPatch(languages=["en"], tags=["b"]).changes())
    rows = await session.execute(
        select(col(BloggerFacet.kind), col(BloggerFacet.value)).where(col(BloggerFacet.blogger_id) == zoe.id)
    )
    assert {tuple(row) for row in rows} == {("language", "en"), ("topic", "ete")}
    assert [tag.name for tag in await queries.tags(session, zoe)] == ["b"]


async def test_an_external_id_belongs_to_one_person(session, owner, zoe):
    await service.update_blogger(session, owner, zoe, {"external_ids": {"shop": "1", "crm": "a"}})
    await service.update_blogger(session, owner, zoe, {"external_ids": {"shop": "2", "crm": None}})
    assert await queries.external_ids(session, zoe) == {"shop": "2"}
    with pytest.raises(Invalid):
        await blogger(session, owner, external_ids={"shop": "2"})


# --- archive and bin --------------------------------------------------------------------------------------------


async def test_archive_and_bin_give_back_what_they_took(session, owner, zoe):
    await service.archive(session, owner, zoe)
    assert await counted(session, owner) == 0
    await service.delete(session, owner, zoe)
    with pytest.raises(Conflict):
        await service.restore(session, owner, zoe)
    await service.undelete(session, owner, zoe)
    assert zoe.state == "archived"
    await service.restore(session, owner, zoe)
    assert (zoe.state, await counted(session, owner)) == ("active", 1)
    verbs = [verb for verb, _changes in await log_of(session, zoe.id)]
    assert verbs == [f"blogger.{it}" for it in ("created", "archived", "deleted", "undeleted", "restored")]


async def test_undo_works_for_as_long_as_the_bin_holds_it(session, owner, zoe):
    await service.delete(session, owner, zoe)
    with time_machine.travel(now() + timedelta(days=31)):
        await service.undelete(session, owner, zoe)
    assert zoe.state == "active"


async def test_many_are_archived_and_brought_back_together(session, owner, zoe):
    anna = await blogger(session, owner, "Anna")
    assert await service.archive_many(session, owner, [zoe.id, anna.id]) == 2
    assert await service.archive_many(session, owner, [zoe.id]) == 0
    assert await service.restore_many(session, owner, [zoe.id, anna.id]) == 2
    assert await service.delete_many(session, owner, [zoe.id, anna.id]) == 2
    assert await service.undelete_many(session, owner, [zoe.id, anna.id]) == await counted(session, owner) == 2


# --- what hangs on a person -------------------------------------------------------------------------------------


async def test_one_contact_point_of_a_kind_is_preferred(session, owner, zoe):
    form = ContactPointIn(kind="email", value="second@carnet.example.org", preferred=True)
    second = await service.add_contact_point(session, owner, zoe, form)
    (first,) = [it for it in await queries.contact_points(session, zoe) if it.id != second.id]
    await service.edit_contact_point(session, owner, zoe, first, {"preferred": True})
    await session.refresh(second)
    assert (first.preferred, second.preferred, zoe.version) == (True, False, 3)


async def test_the_same_contact_point_is_not_noted_twice(session, owner, zoe):
    form = ContactPointIn(kind="email", value="ZOE@carnet.example.org")
    with pytest.raises(Invalid) as refused:
        await service.add_contact_point(session, owner, zoe, form)
    assert list(refused.value.errors) == ["value"]
    (point,) = await queries.contact_points(session, zoe)
    with pytest.raises(Invalid):
        await service.edit_contact_point(session, owner, zoe, point, {"value": "no address"})


async def test_an_opt_out_is_not_taken_back_by_everybody(session, cast, zoe):
    mate = cast["mate"].actor
    (point,) = await queries.contact_points(session, zoe)
    await service.edit_contact_point(session, mate, zoe, point, {"state": "opted_out"})
    with pytest.raises(Forbidden):
        await service.edit_contact_point(session, mate, zoe, point, {"state": "ok"})
    await service.edit_contact_point(session, cast["manager"].actor, zoe, point, {"state": "ok"})


async def test_the_latest_figure_counts_and_the_largest_channel(session, owner, zoe):
    blog = await service.add_channel(session, owner, zoe, ChannelIn(url="https://carnet.example.org", audience=900))
    await service.add_channel(session, owner, zoe, ChannelIn(platform="tiktok", handle="@zoe", audience=5_000))
    old = AudienceIn(value=99_000, measured_on=date(2020, 1, 1))
    await service.add_audience(session, owner, zoe, blog, old)
    assert (blog.audience, zoe.audience) == (900, 5_000)
    await service.add_audience(session, owner, zoe, blog, AudienceIn(value=7_000))
    assert (blog.audience, zoe.audience) == (7_000, 7_000)
    await service.remove_channel(session, owner, zoe, blog)
    assert zoe.audience == 5_000
    assert not (await queries.page(session, owner, BloggerFilters(platform=["blog"]))).items


async def test_a_channel_is_noted_once_and_is_somewhere(session, owner, zoe):
    channel = await service.add_channel(session, owner, zoe, ChannelIn(url="https://www.instagram.com/zoe/"))
    with pytest.raises(Invalid):
        await service.add_channel(session, owner, zoe, ChannelIn(platform="instagram", handle="Zoe"))
    with pytest.raises(Invalid):
        await service.edit_channel(session, owner, zoe, channel, {"url": "", "handle": ""})


async def test_rates_and_needs_are_kept_met_and_removed(session, owner, zoe):
    rate = await service.add_rate(session, owner, zoe, RateIn(format="Story", amount_minor=15_000))
    await service.edit_rate(session, owner, zoe, rate, {"amount_minor": 20_000, "stated_on": None})
    need = await service.add_need(session, owner, zoe, NeedIn(text="A tasting"))
    await service.meet_need(session, owner, zoe, need)
    assert (rate.amount_minor, rate.currency, need.met_on) == (20_000, "EUR", now().date())
    await service.reopen_need(session, owner, zoe, need)
    assert need.met_on is None
    await service.remove_rate(session, owner, zoe, rate)
    await service.remove_need(session, owner, zoe, need)
    assert not await queries.rates(session, zoe)
    assert [verb for verb, _changes in await log_of(session, rate.id)] == [
        "rate.created",
        "rate.updated",
        "rate.deleted",
    ]


async def test_a_part_somebody_else_has_changed_is_not_overwritten(session, owner, zoe):
    rate = await service.add_rate(session, owner, zoe, RateIn(format="Story", amount_minor=1))
    await service.edit_rate(session, owner, zoe, rate, {"amount_minor": 2}, version=1)
    with pytest.raises(Stale):
        await service.edit_rate(session, owner, zoe, rate, {"amount_minor": 3}, version=1)


async def test_a_phone_is_read_again_in_its_new_country(session, owner, zoe):
    point = await service.add_contact_point(session, owner, zoe, ContactPointIn(kind="phone", value="0475 12 34 56"))
    await service.update_blogger(session, owner, zoe, {"country": "BE"})
    assert (point.value, point.value_key) == ("0475 12 34 56", "32475123456")


# --- relations --------------------------------------------------------------------------------------------------


async def test_a_stage_move_is_kept_with_its_reason(session, owner, zoe):
    relation = await _relation(session, owner, zoe)
    await service.move_relation(session, owner, relation, "trusted", "Three good years")
    await service.move_relation(session, owner, relation, "trusted")
    latest, first = await queries.stage_history(session, owner, relation)
    assert (latest.from_stage, latest.to_stage, latest.reason) == ("not_met", "trusted", "Three good years")
    assert (first.from_stage, latest.by) == (None, owner.user_id)
    await session.refresh(zoe)
    assert (relation.version, zoe.version) == (2, 2)
    (moved,) = [changes for verb, changes in await log_of(session, relation.id) if verb == "relation.moved"]
    assert moved["stage"] == ["not_met", "trusted"]


async def test_each_member_may_say_tu_where_others_say_vous(session, cast, owner, zoe):
    relation = await _relation(session, owner, zoe)
    await service.set_address_form(session, owner, relation, "vous")
    await service.set_my_address_form(session, cast["mate"].actor, relation, "tu")
    assert await queries.address_forms(session, relation) == {cast["mate"].user.id: "tu"}
    await service.set_my_address_form(session, cast["mate"].actor, relation, "")
    assert (relation.address_form, await queries.address_forms(session, relation)) == ("vous", {})


async def test_a_corrected_turn_and_an_owner(session, cast, owner, zoe):
    relation = await _relation(session, owner, zoe)
    values = {"turn": "ours", "owner_id": cast["mate"].user.id}
    await service.update_relation(session, owner, relation, values, version=1)
    assert (relation.turn, relation.turn_corrected, relation.owner_id) == ("ours", "ours", cast["mate"].user.id)
    with pytest.raises(Stale):
        await service.update_relation(session, owner, relation, {"turn": "none"}, version=1)
    with pytest.raises(Invalid):
        await service.update_relation(session, owner, relation, {"owner_id": cast["stranger"].user.id})


async def test_facts_are_written_without_a_version_or_an_event(session, owner, zoe):
    relation = await _relation(session, owner, zoe)
    before = await log_of(session, relation.id)
    await service.set_relation_facts(session, relation, last_contacted_at=now(), interaction_count=3, turn="theirs")
    assert (relation.version, relation.interaction_count) == (1, 3)
    assert await log_of(session, relation.id) == before
    with pytest.raises(ValueError, match="no facts"):
        await service.set_relation_facts(session, relation, stage="trusted")


async def test_many_relations_move_and_change_hands(session, cast, owner, zoe):
    anna = await blogger(session, owner, "Anna")
    ids = [zoe.id, anna.id, cast["stranger"].user.id]
    assert await service.move_many(session, owner, ids, "acquainted") == 2
    assert await service.assign_many(session, owner, ids, cast["mate"].user.id) == 2
    assert await service.assign_many(session, owner, ids, cast["mate"].user.id) == 0
    relation = await _relation(session, owner, anna)
    await session.refresh(relation)
    await session.refresh(anna)
    assert (relation.stage, relation.owner_id, relation.version) == ("acquainted", cast["mate"].user.id, 3)
    moves = select(RelationStageMove).where(col(RelationStageMove.relation_id) == relation.id)
    kept = {(it.from_stage, it.to_stage) for it in (await session.execute(moves)).scalars()}
    assert kept == {(None, "not_met"), ("not_met", "acquainted")}
    assert [verb for verb, _changes in await log_of(session, relation.id)][-2:] == [
        "relation.moved",
        "relation.updated",
    ]
    assert await service.undo_many(session, owner, ids, relation.stage_since, now()) == 4
    await session.refresh(relation)
    assert (relation.stage, relation.owner_id) == ("not_met", None)


@pytest.mark.slow
async def test_a_thousand_change_in_a_few_statements(session, owner):
    items = [{"name": f"Person {number}"} for number in range(1_000)]
    ids = [it.id for it in await service.upsert_many(session, owner, items)]
    executed = []

    def count(*told):
        executed.append(told[2])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        for verb in (
            lambda: service.move_many(session, owner, ids, "trusted"),
            lambda: service.archive_many(session, owner, ids),
            lambda: service.restore_many(session, owner, ids),
            lambda: service.delete_many(session, owner, ids),
            lambda: service.undelete_many(session, owner, ids),
        ):
            executed.clear()
            assert await verb() == 1_000
            assert len(executed) < 35
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert await counted(session, owner) == 1_000


async def test_who_is_put_away_together_is_told_and_found_as_alone(session, owner, zoe):
    anna = await blogger(session, owner, "Anna")
    await service.archive(session, owner, anna)
    version = zoe.version
    assert await service.delete_many(session, owner, [zoe.id, anna.id]) == 2
    assert (zoe.state, zoe.state_before, zoe.version) == ("deleted", "active", version + 1)
    assert (anna.state, anna.state_before) == ("deleted", "archived")
    assert await counted(session, owner) == 0
    assert not await queries.search(session, owner, "zoé", 5)
    assert (await log_of(session, anna.id))[-1] == ("blogger.deleted", {"state": ["archived", "deleted"]})
    assert await service.undelete_many(session, owner, [zoe.id, anna.id]) == 2
    assert (zoe.state, anna.state, zoe.state_before, await counted(session, owner)) == ("active", "archived", "", 1)
    assert [it.id for it in await queries.search(session, owner, "zoé", 5)] == [zoe.id]


# --- tags -------------------------------------------------------------------------------------------------------


async def test_tags_are_one_whatever_their_case(session, owner, zoe):
    anna = await blogger(session, owner, "Anna", tags=["Été"])
    assert await service.tag_many(session, owner, [zoe.id, anna.id], ["ÉTÉ", "tea"], ["nothing"]) == 2
    assert [(it.name, it.count) for it in await queries.tag_counts(session, owner)] == [("Été", 2), ("tea", 2)]
    assert await service.tag_many(session, owner, [zoe.id, anna.id], [], ["tea"]) == 2
    await service.remove_tags(session, owner, zoe, ["été"])
    assert [(it.name, it.count) for it in await queries.tag_counts(session, owner)] == [("Été", 1), ("tea", 0)]


async def test_renaming_a_tag_to_another_is_refused(session, owner, zoe):
    await service.add_tags(session, owner, zoe, ["tea", "coffee"])
    coffee, _tea = await queries.tags(session, zoe)
    with pytest.raises(Invalid):
        await service.rename_tag(session, owner, coffee, "TEA")
    assert await service.delete_tag(session, owner, coffee) == 1
    assert [tag.name for tag in await queries.tags(session, zoe)] == ["tea"]
