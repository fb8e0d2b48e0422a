"""Every table of bloggers, one file per capability."""

from app.bloggers.models.person import (
    AudienceFigure,
    Blogger,
    BloggerFacet,
    BloggerState,
    BloggerTag,
    Channel,
    ContactKind,
    ContactPoint,
    ContactState,
    ExternalId,
    Need,
    Rate,
    Tag,
)
from app.bloggers.models.relation import (
    AddressForm,
    Relation,
    RelationAddress,
    RelationStage,
    RelationStageMove,
    Turn,
)
from app.core.vocabulary import Platform

__all__ = [
    "AddressForm",
    "AudienceFigure",
    "Blogger",
    "BloggerFacet",
    "BloggerState",
    "BloggerTag",
    "Channel",
    "ContactKind",
    "ContactPoint",
    "ContactState",
    "ExternalId",
    "Need",
    "Platform",
    "Rate",
    "Relation",
    "RelationAddress",
    "RelationStage",
    "RelationStageMove",
    "Tag",
    "Turn",
]
