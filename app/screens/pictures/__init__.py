"""Pictures where people would rather look: the numbers behind each, and the pictures drawn of them."""

from app.screens.pictures.contacts import Day, Hour, days, hours
from app.screens.pictures.people import PersonPictures, person_pictures
from app.screens.pictures.stages import WeekOfStages, stages_by_week
from app.screens.pictures.team import TeamPictures, team_pictures

__all__ = [
    "Day",
    "Hour",
    "PersonPictures",
    "TeamPictures",
    "WeekOfStages",
    "days",
    "hours",
    "person_pictures",
    "stages_by_week",
    "team_pictures",
]
