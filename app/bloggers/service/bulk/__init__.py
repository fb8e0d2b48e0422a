"""Making and changing many people at once: for `/bloggers/bulk` and the importer."""

from app.bloggers.service.bulk.manner import Manner
from app.bloggers.service.bulk.upsert import upsert_many

__all__ = ["Manner", "upsert_many"]
