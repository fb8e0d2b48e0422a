"""Events of the log as a person would tell them: « Moved from Contacted to In conversation »."""

from datetime import date, datetime
from typing import Any

from app.bloggers.labels import STAGES, TURNS
from app.core.i18n import _, format_date, format_money, format_number, labelled, lazy
from app.outreach.labels import DIRECTIONS, KINDS, NATURES
from app.partnerships.defaults import STAGE_NAMES

SENTENCES: dict[str, lazy] = {
    "blogger.created": lazy("Added to the list"),
    "blogger.updated": lazy("Details changed"),
    "blogger.archived": lazy("Archived"),
    "blogger.restored": lazy("Back from the archive"),
    "blogger.deleted": lazy("Deleted"),
    "blogger.undeleted": lazy("Brought back"),
    "blogger.imported": lazy("Came in with an import"),
    "blogger.objected": lazy("Objects to every message"),
    "blogger.objection_withdrawn": lazy("The objection was withdrawn"),
    "preference.told": lazy("Said by the private link what is preferred"),
    "preference.updated": lazy("Preferences noted"),
    "preference.link_made": lazy("A private link was made"),
    "preference.link_renewed": lazy("A new private link was made"),
    "preference.link_revoked": lazy("The private link was revoked"),
    "relation.created": lazy("A relation began"),
    "relation.updated": lazy("Relation changed"),
    "relation.moved": lazy("Relation moved on"),
    "relation.stage_kept": lazy("The stage stays, against a proposal"),
    "relation.stage_reconsidered": lazy("A proposed stage is considered again"),
    "interaction.updated": lazy("An exchange was corrected"),
    "interaction.deleted": lazy("An exchange was taken back"),
    "interaction.undeleted": lazy("An exchange was brought back"),
    "next_step.created": lazy("Next step"),
    "next_step.updated": lazy("Next step changed"),
    "next_step.completed": lazy("Done"),
    "next_step.reopened": lazy("Open again"),
    "next_step.snoozed": lazy("Put off"),
    "next_step.reassigned": lazy("Handed over"),
    "next_step.deleted": lazy("Next step deleted"),
    "next_step.undeleted": lazy("Next step brought back"),
    "voice.asked": lazy("A colleague was asked whether to write"),
    "voice.handed_over": lazy("The talk was handed over"),
    "voice.kept": lazy("Answered a colleague: not now"),
    "voice.withdrawn": lazy("A question to a colleague was taken back"),
    "partnership.created": lazy("Partnership begun"),
    "partnership.updated": lazy("Partnership changed"),
    "partnership.moved": lazy("Partnership moved on"),
    "partnership.move_undone": lazy("The move was taken back"),
    "partnership.deleted": lazy("Partnership deleted"),
    "partnership.terms_changed": lazy("What was promised by a day changed"),
    "partnership.paid": lazy("A payment was made"),
    "partnership.sent": lazy("A product was sent"),
    "partnership.due_again": lazy("Due again"),
    "partnership.undeleted": lazy("Partnership brought back"),
    "campaign.created": lazy("Campaign begun"),
    "campaign.updated": lazy("Campaign changed"),
    "campaign.archived": lazy("Campaign archived"),
    "campaign.restored": lazy("Campaign back from the archive"),
    "campaign.deleted": lazy("Campaign deleted"),
    "campaign.undeleted": lazy("Campaign brought back"),
    "user.password_reset": lazy("Password set anew on the server"),
    "workspace.bin_emptied": lazy("The bin was emptied for good"),
    "blogger.purged": lazy("Deleted for good"),
    "job.retried": lazy("A failed job was started again"),
    "job.discarded": lazy("A failed job was given up"),
    "export.created": lazy("A list was taken along as a file"),
    "timing_policy.updated": lazy("The numbers of timing changed"),
}
SUBJECTS: dict[str, lazy] = {
    "blogger": lazy("Person"),
    "relation": lazy("Relation"),
    "contact_point": lazy("Contact details"),
    "channel": lazy("Channel"),
    "rate": lazy("Rate"),
    "need": lazy("Need"),
    "tag": lazy("Tag"),
    "interaction": lazy("Exchange"),
    "next_step": lazy("Next step"),
    "partnership": lazy("Partnership"),
    "campaign": lazy("Campaign"),
    "import": lazy("Import"),
    "workspace": lazy("Workspace"),
    "user": lazy("Member"),
    "job": lazy("Background job"),
    "export": lazy("Export"),
    "timing_policy": lazy("Timing"),
}
VERBS: dict[str, lazy] = {
    "created": lazy("added"),
    "updated": lazy("changed"),
    "deleted": lazy("deleted"),
    "undeleted": lazy("brought back"),
    "archived": lazy("archived"),
    "restored": lazy("brought back"),
}
FIELDS: dict[str, lazy] = {
    "name": lazy("name"),
    "given_name": lazy("first name"),
    "country": lazy("country"),
    "city": lazy("city"),
    "languages": lazy("languages"),
    "topics": lazy("topics"),
    "tags": lazy("tags"),
    "biography": lazy("biography"),
    "notes": lazy("notes"),
    "pronouns": lazy("pronouns"),
    "time_zone": lazy("time zone"),
    "stage": lazy("stage"),
    "reason": lazy("why"),
    "closed_reason": lazy("why"),
    "owner_id": lazy("owner"),
    "colleague_id": lazy("colleague"),
    "turn": lazy("turn"),
    "address_form": lazy("form of address"),
    "do_not_contact": lazy("do not contact"),
    "due": lazy("due"),
    "title": lazy("title"),
    "monthly": lazy("messages a month"),
    "vias": lazy("means"),
    "pause_until": lazy("pause until"),
    "ask_first": lazy("ask first"),
    "opted_out": lazy("closed"),
    "kind": lazy("kind"),
    "direction": lazy("who spoke"),
    "nature": lazy("what it did"),
    "summary": lazy("summary"),
    "body": lazy("notes"),
    "agreed": lazy("agreed"),
    "occurred_at": lazy("when"),
    "terms": lazy("terms"),
    "payment": lazy("payments"),
    "product": lazy("products to send"),
    "exclusivity": lazy("exclusivity"),
    "agreed_minor": lazy("agreed value"),
    "expected_minor": lazy("expected value"),
    "value": lazy("value"),
    "url": lazy("address"),
    "handle": lazy("handle"),
    "audience": lazy("audience"),
    "audience_figures": lazy("audience"),
    "status": lazy("status"),
    "brief": lazy("brief"),
    "goals": lazy("goals"),
    "budget_minor": lazy("budget"),
    "starts_on": lazy("start"),
    "ends_on": lazy("end"),
    "bloggers": lazy("people"),
    "interactions": lazy("exchanges"),
    "next_steps": lazy("next steps"),
    "partnerships": lazy("partnerships"),
    "campaigns": lazy("campaigns"),
}
_WORDS: dict[str, dict[str, lazy]] = {
    "stage": {**STAGE_NAMES, **STAGES},
    "turn": TURNS,
    "kind": KINDS,
    "direction": DIRECTIONS,
    "nature": NATURES,
}
_THEIRS = frozenset({"preference.told", "blogger.objected", "blogger.objection_withdrawn"})
"""What nobody of us did was done by the person, at their private page."""
_QUIET = frozenset({"version", "updated_at", "stage_id", "rank", "mentions", "done_at", "via", "sort_name"})
"""Fields that tell a person nothing."""


def sentence(verb: str, changes: dict[str, Any], name: str = "") -> str:
    """What happened, in one line."""
    if verb.endswith(".moved") and (stage := changes.get("stage")) and all(stage[:2]):
        return _("Moved from %(before)s to %(after)s", before=_said("stage", stage[0]), after=_said("stage", stage[1]))
    known = SENTENCES.get(verb)
    if known is None:
        subject, _dot, done = verb.partition(".")
        known_subject = SUBJECTS.get(subject, subject.replace("_", " ").capitalize())
        told = labelled(known_subject, VERBS.get(done, done.replace("_", " ")))
    else:
        told = str(known)
    return labelled(told, name) if name and verb.startswith(("next_step.", "interaction.")) else told


def doer(event: Any, member: str, otherwise: str = "") -> str:
    """Who did it: a member, the person themselves, or nobody."""
    person = event.person_name or (event.subject_name if event.verb in _THEIRS else "")
    return member or (_("%(name)s, themselves", name=person) if person else otherwise)


def changed(
    verb: str, changes: dict[str, Any], names: dict[str, str], currency: str = ""
) -> list[tuple[str, str, str]]:
    """(field, before, after) in words; `names` gives those of colleagues by id, sums are in `currency`."""
    if verb.endswith((".created", ".logged", ".completed", ".reopened")):
        changes = {name: pair for name, pair in changes.items() if name == "due"}
    skip = _QUIET | ({"stage"} if verb.endswith(".moved") else set())
    skip |= {"closed_reason"} if "reason" in changes else set()
    return [
        (
            str(FIELDS.get(field, field.replace("_", " "))),
            _said(field, pair[0], names, currency),
            _said(field, pair[1], names, currency),
        )
        for field, pair in changes.items()
        if field not in skip and isinstance(pair, list) and len(pair) == 2 and pair[0] != pair[1]
    ]


def _said(field: str, value: Any, names: dict[str, str] | None = None, currency: str = "") -> str:
    match value:
        case None | "" | []:
            return ""
        case True | False:
            return _("yes") if value else _("no")
        case int() if field.endswith("_minor") and currency:
            return format_money(value, currency, whole=True)
        case int() if field == "audience":
            return format_number(value)
        case [int(), *_]:
            return " · ".join(format_number(item) for item in value[:8])
        case list():
            return ", ".join(str(item) for item in value[:8])
        case str() if field in _WORDS:
            return str(_WORDS[field].get(value, value.replace("_", " ")))
        case str() if field.endswith("_id"):
            return (names or {}).get(value, "…")
        case str() if field in ("due", "starts_on", "ends_on", "occurred_at", "pause_until"):
            return _day(value)
        case _:
            return str(value)[:120]


def _day(text: str) -> str:
    try:
        return format_date(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except ValueError:
        return text
