"""Making and changing many people at once: for `/bloggers/bulk` and the importer."""

from app.bloggers.service.bulk.upsert import upsert_many

__all__ = ["upsert_many"]
