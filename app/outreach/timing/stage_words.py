"""A move of a relation proposed, in words."""

from app.bloggers.labels import STAGES
from app.core.i18n import _, format_date, format_list, format_number, ngettext
from app.outreach.timing.stages import Evidence, Proposal


def headline(proposal: Proposal, name: str) -> str:
    """What is proposed."""
    if proposal.regression:
        return _("Get back in touch with %(name)s, do not ask.", name=name)
    return _("%(name)s could move to “%(stage)s”.", name=name, stage=STAGES[proposal.to])


def because(proposal: Proposal) -> str:
    """What it rests on."""
    said = format_list([evidence_text(evidence) for evidence in proposal.evidence])
    return said[:1].upper() + said[1:] + "."


def evidence_text(evidence: Evidence) -> str:
    date = format_date(evidence.at) if evidence.at else ""
    match evidence.kind:
        case "answered":
            return _("a first answer on %(date)s", date=date)
        case "exchanges":
            return ngettext("%(n)s two-way exchange", "%(n)s two-way exchanges", evidence.count)
        case "started":
            return ngettext("%(n)s begun by them", "%(n)s begun by them", evidence.count)
        case "live":
            return _("a partnership under way")
        case "completed":
            return ngettext("%(n)s partnership completed", "%(n)s partnerships completed", evidence.count)
        case "wrote_again":
            return _("a message of theirs on %(date)s", date=date)
    return _("no word for %(days)s days, since %(date)s", days=format_number(evidence.count), date=date)
