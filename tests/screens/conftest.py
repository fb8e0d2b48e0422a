"""The people of outreach's stories, on the screens that show them."""

from tests.outreach.conftest import camille, second_brand, standing, zoe

__all__ = ["camille", "second_brand", "standing", "zoe"]
