"""The pictures of one person: our exchanges over a year, how much was asked of them, how their audience grew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import labels
from app.bloggers import queries as bloggers
from app.bloggers.models import Blogger
from app.bloggers.queries import Sheet
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid, NotFound
from app.core.pictures import Picture
from app.outreach.timing.past import Pressed, pressure_past
from app.outreach.timing.queries import places, read
from app.screens.pictures import draw
from app.screens.pictures.contacts import YEAR, Day, days, first_day

WEEKS = 26
"""Of pressure: what is older weighs nothing any more."""


@dataclass(frozen=True, slots=True)
class PersonPictures:
    days: Sequence[Day]
    first: date
    pressed: Sequence[Pressed]
    zone: ZoneInfo
    """The reader's."""
    sheet: Sheet

    @property
    def weeks(self) -> list[tuple[date, Pressed]]:
        """The highest of each week, by its Monday where the reader is."""
        found: dict[date, Pressed] = {}
        for one in self.pressed:
            day = one.at.astimezone(self.zone).date()
            monday = day - timedelta(days=day.weekday())
            found[monday] = max(found.get(monday, one), one, key=lambda it: it.share)
        return list(found.items())

    @property
    def shown(self) -> list[Picture]:
        months = draw.month_starts([one.at.astimezone(self.zone) for one in self.pressed])
        return [draw.calendar(self.days, self.first), draw.pressure(self.pressed, self.weeks, months)]

    @property
    def audiences(self) -> list[Picture]:
        figures: Mapping[UUID, list] = self.sheet.figures
        return [
            draw.audience(channel, channel.handle or labels.web_name(channel.url), figures[channel.id])
            for channel in self.sheet.channels
            if channel.id in figures
        ]


async def person_pictures(
    session: AsyncSession, actor: Actor, blogger: Blogger, brand_id: UUID | None = None
) -> PersonPictures:
    """Seven statements, whatever there is. Raises NotFound on a brand that is not the actor's."""
    try:
        brand = (await places(session, actor)).brand(brand_id, None)
    except Invalid as error:
        raise NotFound from error
    reading = await read(session, actor, [(blogger.id, brand)])
    moment = now()
    pressed = pressure_past(reading.facts[blogger.id, brand], reading.policy, brand, _evenings(actor), moment)
    return PersonPictures(
        days=await days(session, actor, blogger.id),
        first=first_day(actor, YEAR),
        pressed=pressed,
        zone=ZoneInfo(actor.time_zone),
        sheet=await bloggers.sheet(session, actor, blogger),
    )


def _evenings(actor: Actor) -> list[datetime]:
    """The end of each day since the first Monday, where the actor is; today's is yet to come."""
    zone, first = ZoneInfo(actor.time_zone), first_day(actor, WEEKS)
    count = (now().astimezone(zone).date() - first).days + 1
    return [datetime.combine(first + timedelta(days=n), time(), zone) for n in range(count)]
