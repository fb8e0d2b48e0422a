"""Private mailboxes: addresses at a provider where anybody gets one. Pure."""

_PROVIDERS = """
gmail.com googlemail.com outlook.com hotmail.com hotmail.fr hotmail.co.uk live.com live.fr msn.com outlook.fr
yahoo.com yahoo.fr yahoo.co.uk yahoo.de yahoo.es yahoo.it ymail.com icloud.com me.com mac.com aol.com
proton.me protonmail.com pm.me tutanota.com gmx.com gmx.de gmx.fr gmx.net web.de t-online.de mail.com
orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr numericable.fr libero.it virgilio.it
skynet.be telenet.be bluewin.ch mail.ru yandex.com yandex.ru
"""
PROVIDERS = frozenset(_PROVIDERS.split())


def is_private(address: str) -> bool:
    return address.rpartition("@")[2].lower() in PROVIDERS
