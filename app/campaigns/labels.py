"""The screen words of campaigns, translated when printed."""

from app.campaigns.models import CampaignStatus
from app.core.i18n import lazy

STATUSES: dict[str, lazy] = {
    CampaignStatus.DRAFT: lazy("Draft"),
    CampaignStatus.ACTIVE: lazy("Running"),
    CampaignStatus.PAUSED: lazy("On hold"),
    CampaignStatus.COMPLETED: lazy("Finished"),
    CampaignStatus.CANCELLED: lazy("Cancelled"),
}
