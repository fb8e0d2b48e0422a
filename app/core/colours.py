"""The tokens' colours for files, which know neither custom properties nor OKLCH: the light theme, in sRGB."""

import math
import re

from app.core.assets import ROOT

TOKENS = ROOT / "css" / "00-tokens.css"


def tokens() -> dict[str, str]:
    """What `00-tokens.css` says, in its order: `{"act": "light-dark(…)", "radius": "0.5rem", …}`."""
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", TOKENS.read_text())}


def light(name: str) -> str:
    """A token as the light theme has it: `#1b6e6c`, or what it says if that is no colour."""
    return resolved(tokens()[name])


def resolved(value: str) -> str:
    """A value of a style sheet, its tokens looked up."""
    if token := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return light(token[1])
    found = re.search(r"oklch\(([^)]*)\)", value)
    return srgb(*map(float, found[1].split()[:3])) if found else value


def srgb(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour by Ottosson's matrices (2020); what lies outside sRGB is cut."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _curved(min(1.0, max(0.0, part)))):02x}" for part in linear)


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
