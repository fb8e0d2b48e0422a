"""People in a real browser: finding, adding, editing in place, selecting; without JavaScript, on a phone, for axe."""

import re

import pytest
from playwright.sync_api import Page, expect

WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def meet(program):
    """`meet("Zoé Lambert", country="FR")`: the path of a person's page."""

    def add(name: str, **said) -> str:
        body = {"name": name, "source": "a fair", "legal_basis": "legitimate_interest", **said}
        answer = program.post("/bloggers", json=body)
        assert answer.status_code == 201, answer.text
        return f"/bloggers/{answer.json()['id']}"

    return add


@pytest.fixture
def zoe(meet) -> str:
    return meet(
        "Zoé Lambert",
        given_name="Zoé",
        country="FR",
        city="Lyon",
        time_zone="Europe/Paris",
        languages=["fr"],
        topics=["cuisine"],
        tags=["press"],
        biography="Cooks on a boat.",
        notes="Likes **tea**.",
        contact_points=[{"kind": "email", "value": "zoe@carnet.example.org"}],
        channels=[{"url": "https://carnet.example.org", "audience": 12400}],
        rates=[{"format": "Blog post", "amount_minor": 25000, "currency": "EUR"}],
        needs=[{"text": "A kitchen to film in"}],
    )


@pytest.fixture
def hugo(meet) -> str:
    return meet("Hugo Martin", country="BE")


def names(page: Page):
    return page.locator("#rows [data-primary]")


def test_the_list_narrows_while_one_types(olga: Page, zoe, hugo):
    olga.goto("/bloggers")
    expect(names(olga)).to_have_text(["Hugo Martin", "Zoé Lambert"])
    box = olga.get_by_role("searchbox", name="Search in this list")
    box.press_sequentially("zoe")
    expect(names(olga)).to_have_text(["Zoé Lambert"])
    expect(olga).to_have_url(re.compile(r"\?q=zoe"))
    expect(box).to_be_focused()
    expect(olga.get_by_role("link", name="Add filter")).to_have_attribute("href", "/bloggers/filters?q=zoe")


def test_filters_are_set_in_a_dialog_and_taken_away_one_by_one(olga: Page, zoe, hugo):
    olga.goto("/bloggers")
    olga.get_by_role("link", name="Add filter").click()
    dialog = olga.get_by_role("dialog")
    dialog.get_by_label("Country").select_option("FR")
    dialog.get_by_label("Topic").fill("cuisine")
    dialog.get_by_role("button", name="Show").click()
    expect(names(olga)).to_have_text(["Zoé Lambert"])
    expect(olga).to_have_url(re.compile(r"/bloggers\?country=FR&topic=cuisine$"))
    olga.get_by_role("link", name="Without: writes about cuisine").click()
    olga.get_by_role("link", name="Without: in France").click()
    expect(names(olga)).to_have_count(2)


def test_a_view_is_kept_for_the_team_in_seven_actions(olga: Page, zoe, hugo):
    olga.goto("/bloggers")
    olga.get_by_role("link", name="Add filter").click()
    dialog = olga.get_by_role("dialog")
    dialog.get_by_label("Country").select_option("FR")
    dialog.get_by_label("Stage", exact=True).select_option("mutual_interest")
    dialog.get_by_label("No contact since, or never").select_option("60d")
    dialog.get_by_label("Topic").fill("cuisine")
    dialog.get_by_label("Name of the view").fill("Wake up")
    dialog.get_by_role("button", name="Save for the team").click()
    expect(olga.get_by_role("link", name="Wake up")).to_have_attribute("aria-current", "page")
    expect(olga.locator(".filters")).to_contain_text("no contact for 60 days")


def test_the_box_at_the_top_finds_a_person_in_two_actions(olga: Page, zoe):
    olga.goto("/bloggers")
    olga.keyboard.press("/")
    olga.keyboard.type("zoe")
    olga.locator("#search-results a", has_text="Zoé Lambert").click()
    expect(olga).to_have_url(re.compile(zoe))


def test_ctrl_k_finds_and_goes_by_keyboard_alone(olga: Page, zoe, accessible):
    olga.goto("/campaigns")
    olga.keyboard.press("Control+k")
    box = olga.get_by_role("searchbox", name="Go to, or do")
    expect(box).to_be_focused()
    accessible(olga)
    olga.keyboard.type("zoe")
    dialog = olga.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="People")).to_be_visible()  # found, no longer those of lately
    hit = dialog.get_by_role("link", name="Zoé Lambert")
    olga.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    olga.keyboard.press("ArrowUp")
    olga.keyboard.press("Enter")
    expect(olga.get_by_role("heading", name="Zoé Lambert")).to_be_visible()
    olga.wait_for_load_state()  # a key that comes before the scripts is nobody's
    olga.keyboard.press("Control+k")
    expect(box).to_be_focused()
    olga.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_a_twin_is_noticed_while_typing(olga: Page, zoe):
    olga.goto("/bloggers/new")
    olga.keyboard.type("Zoe Lambert")
    warning = olga.locator("#duplicates")
    expect(warning).to_contain_text("Perhaps you know this person already")
    expect(warning.get_by_role("link", name="Zoé Lambert", exact=True)).to_have_attribute("href", zoe)
    olga.get_by_label("Name").fill("Inès Roy")
    expect(warning).not_to_contain_text("Perhaps")
    olga.get_by_label("Where to reach and read them").fill("ines@example.org\nhttps://ines.example.org")
    olga.get_by_role("button", name="Add", exact=True).click()
    expect(olga.get_by_role("heading", level=1)).to_contain_text("Inès Roy")
    expect(olga.locator("#block-contacts")).to_contain_text("ines@example.org")


def test_a_block_is_edited_where_it_stands(olga: Page, zoe):
    olga.goto(zoe)
    olga.get_by_role("link", name="Edit: About Zoé").click()
    block = olga.locator("#block-person")
    block.get_by_label("In a few words").fill("Cooks on a train.")
    block.get_by_role("button", name="Save").click()
    expect(block).to_contain_text("Cooks on a train.")
    expect(block.locator("form")).to_have_count(0)
    expect(olga).to_have_url(re.compile(f"{zoe}$"))


def test_a_wrong_value_stays_and_is_told(olga: Page, zoe, watch):
    watch.expected.append("status of 422")
    olga.goto(zoe)
    olga.get_by_role("link", name="Edit: Contact").click()
    block = olga.locator("#block-contacts")
    block.get_by_label("Address or number").first.fill("nowhere")
    block.get_by_role("button", name="Save").click()
    expect(block).to_contain_text("This is not an email address")
    expect(block.get_by_label("Address or number").first).to_have_value("nowhere")
    block.get_by_role("link", name="Cancel").click()
    expect(block).to_contain_text("zoe@carnet.example.org")


def test_lines_are_added_and_removed(olga: Page, zoe):
    olga.goto(zoe)
    olga.get_by_role("link", name="Edit: What would help").click()
    block = olga.locator("#block-needs")
    block.get_by_label("What", exact=True).nth(1).fill("A boat")
    block.get_by_role("button", name="Add one").click()
    block.get_by_label("What", exact=True).nth(2).fill("A pan")
    block.get_by_role("button", name="Remove this line").first.click()
    block.get_by_role("button", name="Save").click()
    expect(block.locator("li")).to_have_count(2)
    expect(block).not_to_contain_text("kitchen")


def test_the_relation_moves_from_its_menu_by_keyboard(olga: Page, zoe):
    olga.goto(zoe)
    olga.locator("summary[aria-label='Move to another stage']").focus()
    olga.keyboard.press("Enter")
    olga.locator("#relation").get_by_role("button", name="Acquainted").press("Enter")
    expect(olga.locator("#relation .stage").first).to_contain_text("Acquainted")


def test_a_selection_is_tagged_and_taken_back(olga: Page, zoe, hugo):
    olga.goto("/bloggers")
    olga.get_by_label("Select all on this page").check()
    bar = olga.locator("[data-bulk]")
    expect(bar).to_contain_text("2 selected")
    bar.locator("summary").first.click()
    bar.get_by_label("Tag").fill("spring")
    bar.get_by_role("button", name="Add", exact=True).click()
    expect(olga.locator(".toast")).to_contain_text("“spring” given to 2 people.")
    olga.locator(".toast").get_by_role("button", name="Undo").click()
    expect(olga.locator(".toast").last).to_contain_text("Taken back for 2 people.")


def test_five_people_go_into_a_campaign_without_javascript(enter, meet):
    for n in range(5):
        meet(f"Person {n}")
    page = enter("owner", java_script_enabled=False)
    page.goto("/campaigns/new")
    page.get_by_label("Name").fill("Spring")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/bloggers")
    for n in range(5):
        page.get_by_label(f"Select Person {n}").check()
    page.get_by_role("button", name="Add to a campaign").click()
    page.get_by_role("button", name="Add to Spring").click()
    expect(page.locator("body")).to_contain_text("5 people join Spring")


def test_finding_and_opening_works_without_javascript(enter, zoe, hugo):
    page = enter("owner", java_script_enabled=False)
    page.goto("/bloggers")
    page.get_by_role("searchbox", name="Search in this list").fill("zoe")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Zoé Lambert", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zoé Lambert")
    page.get_by_role("link", name="Edit: Notes").click()
    page.get_by_role("textbox", name="Notes").fill("Likes coffee")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#block-notes")).to_contain_text("Likes coffee")


def test_a_viewer_sees_no_way_to_change(vera: Page, zoe):
    for address in (zoe, "/bloggers"):
        vera.goto(address)
        expect(vera.locator("main form[method=post]")).to_have_count(0)


def test_nothing_scrolls_sideways_on_a_phone(enter, zoe, hugo):
    page = enter("owner", viewport={"width": 360, "height": 740})
    for address in ("/bloggers", zoe, "/bloggers/new", f"{zoe}/edit/contacts", "/bloggers/filters"):
        page.goto(address)
        assert page.evaluate(WIDTH) == 360, address


def test_axe_finds_nothing(olga: Page, zoe, hugo, accessible):
    addresses = ["/bloggers", "/bloggers?country=FR&tag=press", zoe, "/bloggers/new", "/bloggers/filters"]
    addresses += [
        "/bloggers/columns",
        "/settings/views",
        "/settings/views/new",
        "/settings/tags",
        "/search?q=zoe",
        f"{zoe}/stop-contact",
    ]
    addresses += [f"{zoe}/edit/{block}" for block in ("person", "contacts", "channels", "rates", "needs", "practical")]
    for address in addresses:
        olga.goto(address)
        accessible(olga)


def test_axe_finds_nothing_in_what_opens(olga: Page, zoe, hugo, accessible):
    olga.goto(zoe)
    for block in ("About Zoé", "Contact", "Where they publish"):
        olga.get_by_role("link", name=f"Edit: {block}").click()
    expect(olga.locator(".block-editing")).to_have_count(3)
    olga.locator("summary[aria-label='Change the form of address']").click()
    accessible(olga)
    olga.goto("/bloggers")
    olga.get_by_label("Select all on this page").check()
    olga.locator("[data-bulk] summary", has_text="Stage").click()
    accessible(olga)


DROP = """text => {
  const data = new DataTransfer();
  data.items.add(new File([text], "people.csv", { type: "text/csv" }));
  for (const kind of ["dragover", "drop"])
    document.querySelector("main").dispatchEvent(
      new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize("path", ["/bloggers", "/imports/new"])
def test_a_spreadsheet_is_dropped_where_the_page_says_so(olga: Page, accessible, path):
    olga.goto(path)
    accessible(olga)
    olga.evaluate(DROP, "Name;Email\nZoé;zoe@a.example.org\n")
    if path == "/imports/new":
        olga.get_by_role("button", name="Look at the file").click()
    expect(olga.get_by_text("people.csv")).to_be_visible()


def test_a_spreadsheet_is_chosen_on_the_empty_list_without_javascript(enter):
    page = enter("owner", java_script_enabled=False)
    page.goto("/bloggers")
    page.set_input_files("[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": b"Name\nZoe\n"})
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_text("people.csv")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_no_column_is_cut_in_french(olga: Page, speak_french, meet, width):
    meet("Marie-Antoinette de Villeneuve-Bargemont", country="FR")
    speak_french("owner")
    olga.set_viewport_size({"width": width, "height": 740})
    olga.goto("/bloggers")
    assert olga.evaluate("document.querySelector('#people').getBoundingClientRect().right") <= olga.evaluate(
        "document.querySelector('.people-list').getBoundingClientRect().right"
    )
