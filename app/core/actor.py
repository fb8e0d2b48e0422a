"""Who acts: built once per request or job and handed to every query and verb."""

from dataclasses import dataclass, field
from uuid import UUID

from app.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """A member (or a token of theirs) in one workspace, with what they may do and which brands they see."""

    workspace_id: UUID
    user_id: UUID | None
    member_id: UUID | None = None
    name: str = ""
    role: str = "viewer"
    permissions: frozenset[str] = frozenset()
    brand_ids: frozenset[UUID] | None = None
    """The brands they are limited to; None: every brand of the workspace."""
    locale: str = "en"
    time_zone: str = "UTC"
    theme: str = "auto"
    token_id: UUID | None = None
    themselves: bool = False
    """The person that `name` names, at their private page: no member of ours."""
    tour: int = 0
    """The step of the tour they are shown; 0: none."""
    single_keys: bool = True
    """Whether a key pressed alone acts."""
    session_id: UUID | None = None
    workspace_name: str = ""
    workspace: dict = field(default_factory=dict, compare=False)
    """Workspace settings that pages need: `currency`, `person_word`, `is_demo`, `brand_count`; on a whole page also
    `brands`, where there are several."""

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raises Forbidden unless the actor holds `permission`."""
        if permission not in self.permissions:
            raise Forbidden.without(permission)

    def sees_brand(self, brand_id: UUID | None) -> bool:
        return self.brand_ids is None or brand_id is None or brand_id in self.brand_ids
