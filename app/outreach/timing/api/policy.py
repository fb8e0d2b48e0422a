"""The policy for programs."""

from fastapi import APIRouter, Response

from app.accounts.doors import Call, SlowCall
from app.core.calls import CallContext
from app.outreach.timing import queries
from app.outreach.timing.models import TimingPolicy
from app.outreach.timing.policy_schemas import PolicyOut, PolicyPatch, PreviewOut
from app.outreach.timing.service.policy import change_policy, changed_names, preview

router = APIRouter(prefix="/timing/policy", tags=["Timing"])


@router.get("", name="api.timing.policy", response_model=PolicyOut)
async def show(call: Call) -> Response:
    """Every number that advice rests on. Needs `timing:manage`."""
    call.actor.require("timing.manage")
    stored = await queries.policy_record(call.session, call.actor)
    return await _told(call, stored or TimingPolicy(workspace_id=call.actor.workspace_id))


@router.patch("", name="api.timing.policy.update", response_model=PolicyOut)
async def update(call: Call, given: PolicyPatch) -> Response:
    """Changes some numbers; null brings a default back. Needs `timing:manage`."""
    call.actor.require("timing.manage")
    stored = await queries.policy_record(call.session, call.actor, lock=True)
    call.check_version(stored or TimingPolicy(workspace_id=call.actor.workspace_id))
    current = await queries.policy_of(call.session, call.actor)
    return await _told(call, await change_policy(call.session, call.actor, given.over(current)))


@router.post("/preview", name="api.timing.policy.preview", response_model=PreviewOut)
async def try_out(call: SlowCall, given: PolicyPatch) -> Response:
    """What these changes would have meant for the asks and chasers of the last 90 days. Writes nothing."""
    async with call.request.app.state.database.read() as session:
        current = await queries.policy_of(session, call.actor)
        return call.answer(PreviewOut.of(await preview(session, call.actor, given.over(current))))


async def _told(call: CallContext, stored: TimingPolicy) -> Response:
    policy = await queries.policy_of(call.session, call.actor)
    return call.answer(PolicyOut.told(policy, changed_names(policy)), version=stored.version)
