"""The cells of the list that are changed in place; `offer` adds those of higher features."""

from app.bloggers.cells.person import City, Country, Tags, Topics
from app.bloggers.cells.registry import CELLS, Before, Cell, Place, Posted, offer
from app.bloggers.cells.relation import Owner, Stage

__all__ = ["CELLS", "Before", "Cell", "Place", "Posted", "offer"]

for _cell in (Stage(), Owner(), Tags(), Topics(), Country(), City()):
    offer(_cell)
