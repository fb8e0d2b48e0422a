"""What is made for paper: who may see it, what stands on it, what does not."""

from app.bloggers import queries as bloggers
from app.bloggers import service as people
from app.campaigns import service as campaigns
from app.campaigns.schemas import CampaignIn
from app.outreach import service as outreach
from app.outreach.schemas import InteractionIn
from app.partnerships import service
from app.partnerships.schemas import PartnershipIn


async def test_a_profile_says_who_they_are(owner, mate, viewer, stranger, camille):
    path = f"/api/v1/bloggers/{camille}"
    await owner.api.post(f"{path}/contact-points", json={"kind": "email", "value": "camille@carnet.example.org"})
    await owner.api.post(f"{path}/channels", json={"platform": "blog", "url": "https://camille.example.org"})
    await owner.api.post(f"{path}/needs", json={"text": "A quiet kitchen for a day"})
    await owner.api.post(f"{path}/interactions", json={"kind": "call", "direction": "out", "summary": "Spoke of March"})
    for person in (owner, mate, viewer):
        html = (await person.html.get(f"/bloggers/{camille}/profile")).text
        for words in ("camille@carnet.example.org", "camille.example.org", "A quiet kitchen", "Spoke of March"):
            assert words in html
    assert (await stranger.html.get(f"/bloggers/{camille}/profile")).status_code == 404
    assert f"/bloggers/{camille}/profile" in (await viewer.html.get(f"/bloggers/{camille}")).text


async def test_contact_details_are_left_out_where_no_message_is_wanted(owner, database, camille):
    path = f"/api/v1/bloggers/{camille}"
    await owner.api.post(f"{path}/contact-points", json={"kind": "email", "value": "camille@carnet.example.org"})
    async with database.write() as session:
        blogger = await bloggers.get_blogger(session, owner.actor, camille)
        agent = {"representative_name": "Lou Agent", "representative_email": "agent@example.org"}
        values = {**agent, "do_not_contact": True, "do_not_contact_reason": "Asked by mail"}
        await people.update_blogger(session, owner.actor, blogger, values)
    html = (await owner.html.get(f"/bloggers/{camille}/profile")).text
    assert "Contact details are left out." in html
    for hidden in ("camille@carnet.example.org", "agent@example.org", "Lou Agent"):
        assert hidden not in html


async def test_a_members_profile_holds_their_brands_history(owner, mate, database, camille, second_brand):
    async with database.write() as session:
        for brand, words in ((owner.brand.id, "Our own talk"), (second_brand, "Another talk")):
            given = InteractionIn(blogger_ids=[camille], kind="call", direction="out", summary=words, brand_id=brand)
            await outreach.log(session, owner.actor, given)
    told = [(await person.html.get(f"/bloggers/{camille}/profile")).text for person in (owner, mate)]
    assert ["Another talk" in html for html in told] == [True, False]
    assert all("Our own talk" in html for html in told)


async def test_a_report_says_what_came_of_a_campaign(owner, mate, viewer, stranger, database, camille, zoe):
    async with database.write() as session:
        given = CampaignIn(name="Spring table", brief="A **Sunday** meal", budget_minor=100_000, currency="EUR")
        campaign = await campaigns.create(session, owner.actor, given)
        for who, agreed in ((camille, 120_000), (zoe, None)):
            asked = PartnershipIn(blogger_id=who, campaign_id=campaign.id)
            made = await service.create(session, owner.actor, asked)
            if agreed:
                await service.move(session, owner.actor, made, "agreed", "", agreed_minor=agreed)
        for direction in ("out", "out", "in"):
            touch = InteractionIn(
                blogger_ids=[camille], kind="email", direction=direction, summary="About it", campaign_id=campaign.id
            )
            await outreach.log(session, owner.actor, touch)
        path = f"/campaigns/{campaign.id}/report"
    for person in (owner, mate, viewer):
        html = (await person.html.get(path)).text
        assert "2 messages from us, 1 message from them; 1 person wrote to us." in html
        assert "€1,200 agreed of €1,000. That is €200 over." in html
        assert "<strong>Sunday</strong>" in html
        assert html.index("Zoé Lambert") < html.index("Camille Moreau")
    assert (await stranger.html.get(path)).status_code == 404
    assert path in (await viewer.html.get(path.removesuffix("/report"))).text


async def test_a_report_of_nothing_says_so(owner, database):
    async with database.write() as session:
        campaign = await campaigns.create(session, owner.actor, CampaignIn(name="Spring table"))
    html = (await owner.html.get(f"/campaigns/{campaign.id}/report")).text
    for words in ("Nobody is in this campaign yet.", "No budget was set.", "No exchange was logged for it."):
        assert words in html


async def test_a_campaign_of_another_brand_is_none(owner, mate, database, second_brand):
    async with database.write() as session:
        campaign = await campaigns.create(session, owner.actor, CampaignIn(name="Theirs", brand_id=second_brand))
    assert (await mate.html.get(f"/campaigns/{campaign.id}/report")).status_code == 404
    assert (await owner.html.get(f"/campaigns/{campaign.id}/report")).status_code == 200
