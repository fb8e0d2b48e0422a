"""Every SELECT of bloggers. Other features import these names from here."""

from app.bloggers.queries.closed import (
    closed_contacts,
    contact_closed,
    require_contact,
    tells_contact,
    without_contact,
)
from app.bloggers.queries.lists import get_tag, tag_counts, tag_names, topic_names
from app.bloggers.queries.page import Total, count, matching_ids, page, row
from app.bloggers.queries.panel import Panel, panel
from app.bloggers.queries.person import (
    address_forms,
    audience_figures,
    brand_for,
    channels,
    contact_points,
    external_ids,
    get_blogger,
    get_part,
    get_relation,
    known_ids,
    last_brands,
    names,
    needs,
    rates,
    relation,
    relations_and_others,
    relations_of,
    stage_history,
    tags,
    visible_to,
    whole,
)
from app.bloggers.queries.recognise import recognise, recognised
from app.bloggers.queries.sheet import Sheet, sheet
from app.bloggers.queries.similar import find, lookup, similar

search = find
"""`search(session, actor, text, limit)`: who the search box finds."""

__all__ = [
    "Panel",
    "Sheet",
    "Total",
    "address_forms",
    "audience_figures",
    "brand_for",
    "channels",
    "closed_contacts",
    "contact_closed",
    "contact_points",
    "count",
    "external_ids",
    "find",
    "get_blogger",
    "get_part",
    "get_relation",
    "get_tag",
    "known_ids",
    "last_brands",
    "lookup",
    "matching_ids",
    "names",
    "needs",
    "page",
    "panel",
    "rates",
    "recognise",
    "recognised",
    "relation",
    "relations_and_others",
    "relations_of",
    "require_contact",
    "row",
    "search",
    "sheet",
    "similar",
    "stage_history",
    "tag_counts",
    "tag_names",
    "tags",
    "tells_contact",
    "topic_names",
    "visible_to",
    "whole",
    "without_contact",
]
