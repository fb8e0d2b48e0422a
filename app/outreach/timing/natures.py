"""Natures of touches and what they have in common. Pure.

Named once: Python takes longer to look a member of an enumeration up than to compare with it.
"""

from app.outreach.models import Nature, Via

ASK, CHASER, GIVE = Nature.ASK, Nature.CHASER, Nature.GIVE
NEUTRAL, SERVICE, REPLY = Nature.NEUTRAL, Nature.SERVICE, Nature.REPLY
COMMENT, EMAIL = Via.COMMENT, Via.EMAIL

ASKING = frozenset({ASK, CHASER})
"""Something is wanted of them."""
PASSING = frozenset({REPLY, SERVICE})
"""An answer to someone who spoke, or a practical message inside something agreed: nothing soft holds it."""
ANSWERING = frozenset({REPLY, NEUTRAL, SERVICE})
"""After one of these, no message of theirs waits."""
