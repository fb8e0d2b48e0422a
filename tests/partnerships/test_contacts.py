"""A contact or a step on a partnership, and steps set elsewhere that belong to it."""

from datetime import timedelta

import pytest

from app.core.clock import NO_DATE, now
from app.core.errors import Invalid
from app.outreach import service as outreach
from app.outreach.models import Kind
from app.outreach.schemas import InteractionFields, InteractionIn, NextStepIn, StepIn
from app.partnerships import queries, service


def on(days: int):
    return (now() + timedelta(days=days)).date()


@pytest.fixture
def said(database, cast):
    """`await said(partnership_id, verb)`: `verb(session, actor, partnership)` in a write unit."""

    async def done(partnership_id, verb, who="owner"):
        async with database.write() as session:
            actor = cast[who].actor
            partnership = await queries.get_partnership(session, actor, partnership_id)
            made = await verb(session, actor, partnership)
            return made, partnership.next_step_at

    return done


async def test_a_contact_on_a_partnership_is_an_exchange_with_its_person_for_its_brand_and_campaign(
    camille, campaign, make, said, database, cast
):
    made = await make(camille, campaign_id=campaign)
    given = InteractionFields(kind=Kind.CALL, summary="Agreed on May", next_step=StepIn(due=on(3), title="Send it"))
    interaction, due = await said(made, lambda *about: service.log_contact(*about, given))
    assert (interaction.campaign_id, interaction.brand_id) == (campaign, cast["owner"].brand.id)
    assert due < NO_DATE
    async with database.read() as session:
        actor = cast["owner"].actor
        assert await queries.interaction_ids(session, actor, made) == [interaction.id]
        assert [step.title for step in await queries.open_steps(session, actor, made)] == ["Send it"]
        words = await queries.last_words(session, actor, camille, interaction.brand_id)
        assert words.Interaction.summary == "Agreed on May"


async def test_the_earliest_open_step_counts_and_done_ones_do_not(camille, make, said, database, cast):
    made = await make(camille)
    late, _due = await said(made, lambda *about: service.add_step(*about, StepIn(due=on(9))))
    soon, due = await said(made, lambda *about: service.add_step(*about, StepIn(due=on(2))))
    assert due == soon.due_at
    async with database.write() as session:
        await outreach.complete_step(session, cast["owner"].actor, await session.merge(soon))
        assert (await queries.get_partnership(session, cast["owner"].actor, made)).next_step_at == late.due_at
    async with database.write() as session:
        await outreach.delete_step(session, cast["owner"].actor, await session.merge(late))
        assert (await queries.get_partnership(session, cast["owner"].actor, made)).next_step_at == NO_DATE


async def test_a_step_set_on_the_persons_page_belongs_to_their_one_partnership(camille, make, database, cast):
    made = await make(camille)
    await make(camille, stage="completed")
    async with database.write() as session:
        step = await outreach.add_step(session, cast["mate"].actor, NextStepIn(blogger_id=camille, due=on(4)))
        assert (await queries.get_partnership(session, cast["owner"].actor, made)).next_step_at == step.due_at


async def test_with_two_under_way_nobody_guesses(camille, make, database, cast):
    made = [await make(camille), await make(camille)]
    async with database.write() as session:
        await outreach.add_step(session, cast["mate"].actor, NextStepIn(blogger_id=camille, due=on(4)))
        for one in made:
            assert (await queries.get_partnership(session, cast["owner"].actor, one)).next_step_at == NO_DATE


async def test_a_contact_logged_elsewhere_with_a_step_stops_the_clock_too(camille, make, database, cast):
    made = await make(camille, stage="negotiating", days=20)
    given = InteractionIn(kind=Kind.EMAIL, blogger_ids=[camille], next_step=StepIn(due=on(5)))
    async with database.write() as session:
        await outreach.log(session, cast["mate"].actor, given)
    async with database.read() as session:
        assert not (await queries.card(session, cast["owner"].actor, made)).stuck


async def test_asking_the_owner_gives_them_a_step(camille, make, said, cast):
    made = await make(camille, owner_id=cast["mate"].user.id)
    step, _due = await said(made, lambda *about: service.ask_owner(*about, "Where do we stand?"))
    assert (step.owner_id, step.title, step.blogger_id) == (cast["mate"].user.id, "Where do we stand?", camille)


async def test_nobody_can_be_asked_about_what_nobody_owns(camille, make, said):
    made = await make(camille)
    with pytest.raises(Invalid, match="Nobody owns"):
        await said(made, lambda *about: service.ask_owner(*about, "Where?"))
