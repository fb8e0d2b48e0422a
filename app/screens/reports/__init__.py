"""The manager's figures: what moved since a day, where everything stands, how it flows."""

from app.screens.reports.flow import Flow, flow
from app.screens.reports.since import Since, since_day
from app.screens.reports.standing import Standing, standing

__all__ = ["Flow", "Since", "Standing", "flow", "since_day", "standing"]
