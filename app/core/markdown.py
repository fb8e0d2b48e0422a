"""Notes and briefs: Markdown without raw HTML, then sanitised. The only text of a user that becomes markup."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {
    *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(["strikethrough", "table"])


def _deeper(tokens: list) -> list:
    """A note lives inside a page whose titles are h1 and h2: its own begin at h3."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    return tokens


def markdown(text: str | None) -> Markup:
    """Safe HTML of `text`: no images, no styles, only http, https and mailto links, which carry rel=noopener."""
    if not text:
        return Markup("")
    html = _parser.renderer.render(_deeper(_parser.parse(text)), _parser.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href", "title"}}, url_schemes={"http", "https", "mailto"})
    return Markup(clean)  # noqa: S704 - sanitised one line above
