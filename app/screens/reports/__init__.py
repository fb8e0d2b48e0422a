"""The manager's figures: what moved since a day, where everything stands, how it flows."""

from app.screens.reports.flow import Flow, flow
from app.screens.reports.since import Since, since_day
from app.screens.reports.standing import Standing, standing
from app.screens.reports.timing import TimingFigures, timing_figures
from app.screens.reports.timing_what_if import WhatIf, what_if

__all__ = [
    "Flow",
    "Since",
    "Standing",
    "TimingFigures",
    "WhatIf",
    "flow",
    "since_day",
    "standing",
    "timing_figures",
    "what_if",
]
