"""What a new password must be (ASVS 6.2): long enough, any characters, and not one that everybody tries first."""

from app.core.i18n import _

SHORTEST = 8
_COMMON = """
    password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword motdepasse motdepasse1 12345678
    123456789 1234567890 12345678910 123123123 987654321 qwertyui qwertyuiop qwerty123 qwerty1234 azertyui azertyuiop
    azerty123 azerty1234 1q2w3e4r 1q2w3e4r5t 1qaz2wsx abcd1234 abcdefgh abc12345 iloveyou sunshine princess football
    baseball superman trustno1 letmein1 welcome1 welcome123 bienvenue bonjour123 changeme changeme1 administrator
    administrateur admin123 admin1234 adminadmin testtest test1234 starwars whatever computer internet soleil123
    doudou123 marseille chouchou loulou123 jetaime1 coucou123 q1w2e3r4 asdfghjk asdfghjkl zaq12wsx dragon123 master123
    monkey123 shadow123 michael1 jennifer charlie1 freedom1 password! password1! secret123 changeit tacttact
"""
COMMON = frozenset(_COMMON.split())


def check_new_password(password: str) -> str:
    """`password`; raises ValueError with a sentence to show."""
    if len(password) < SHORTEST:
        raise ValueError(_("At least %(n)d characters.", n=SHORTEST))
    if password.lower() in COMMON or len(set(password)) < 4:
        raise ValueError(_("Many people use this password, so it is tried first. Choose another."))
    return password
