"""Every write of transfer: the steps of an import."""

from app.transfer.service.steps import (
    begin,
    check_changeable,
    choose,
    discard,
    fail,
    finish,
    go_on,
    propose,
    reread,
    run,
)
from app.transfer.service.work import Tally, advance, import_people, plan_of, preview

__all__ = [
    "Tally",
    "advance",
    "begin",
    "check_changeable",
    "choose",
    "discard",
    "fail",
    "finish",
    "go_on",
    "import_people",
    "plan_of",
    "preview",
    "propose",
    "reread",
    "run",
]
