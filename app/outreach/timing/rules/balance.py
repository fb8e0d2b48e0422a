"""Balance: before asking again, something was given. A hint unless the policy holds asks for it; never a paid offer."""

from collections.abc import Iterator

from app.outreach.models import Compensation
from app.outreach.timing.case import Case
from app.outreach.timing.natures import ASK
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    if case.policy.balance == "hold":
        yield from _unbalanced(case)


def hints(case: Case) -> Iterator[Reason]:
    if case.policy.balance == "hint":
        yield from _unbalanced(case)


def _unbalanced(case: Case) -> Iterator[Reason]:
    if case.nature != ASK or case.question.compensation == Compensation.PAID:
        return
    asked, given = case.history.last_ask, case.history.last_given
    if given is None or (asked and given.at <= asked.at):
        facts = (("interaction", asked.id),) if asked else ()
        yield Reason(Code.BALANCE, None, First.GIVE, facts)
