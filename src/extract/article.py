"""Fields as a reader found them → Article: identity, revision, and whether it is English."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from extract.errors import BadMaterial
from extract.records import Article

FIELDS = ("title", "author", "published_on", "source", "language", "text")
# The commonest English function words: about 40 % of running text, a few per cent of any other language's.
FUNCTION_WORDS = frozenset(
    """the of and to in a is that for it as was with be by on not he his but at are this have had from or an they which
    you were her she there been their has will would more when who him its than said after up two about into out over
    other some could so we also no last first one all new year only most can may if what""".split()
)
WORD = re.compile(r"[^\W\d_]+")
FEWEST_WORDS = 40
ENGLISH_SHARE = 0.1


def article_of(fields: Mapping[str, Any], name: str) -> Article:
    """An Article; its id is stated, or the file's `name`. BadMaterial when there is no text or a field is of no use."""
    text = fields.get("text")
    if not isinstance(text, str):
        raise BadMaterial("no-text", "there is no `text`, or it is no string", "Give the article's text in the field `text`.")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text and not fields.get("exact") else text
    if not text.strip():
        raise BadMaterial("empty", "the article has no text", "Add the text, or remove the file.")
    try:
        text.encode()
    except UnicodeEncodeError:
        remedy = "Write characters beyond U+FFFF as they are, or as both halves of their escape."
        raise BadMaterial("half-character", "the text holds half of a surrogate pair", remedy) from None
    stated = {key: cleaned(fields.get(key), key) for key in ("id", "title", "author", "source", "language")}
    values: dict[str, Any] = {
        "title": stated["title"],
        "author": stated["author"],
        "published_on": day_of(fields.get("published_on")),
        "source": stated["source"],
        "language": (stated["language"] or "en").replace("_", "-"),
        "text": text,
    }
    return Article(id=stated["id"] or name, revision=revision_of(values), **values)


def cleaned(value: Any, key: str) -> str | None:
    """A metadata field as one line of text; None when it is missing or blank."""
    if value is None:
        return None
    if not isinstance(value, str | int | float):
        raise BadMaterial("bad-metadata", f"`{key}` is {type(value).__name__}; expected text", f"Write `{key}` as one line.")
    return " ".join(str(value).split()) or None


def day_of(value: Any) -> date | None:
    """The day of a metadata field: a date, or text that begins with YYYY-MM-DD."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        remedy = "Write the day as YYYY-MM-DD."
        raise BadMaterial("bad-date", f'`published_on` is "{str(value)[:40]}"', remedy) from None


def revision_of(values: Mapping[str, Any]) -> str:
    """16 hex digits of the SHA-256 of metadata and text: the same article, the same revision, anywhere."""
    digest = hashlib.sha256()
    for key in FIELDS:
        value = values.get(key)
        digest.update(f"{key}\0{'' if value is None else value}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def check_language(article: Article) -> None:
    """Raise BadMaterial unless the article is in English: what it states, then its function words.

    Only a text of some length with hardly an English function word is taken for foreign, and only when a
    language identifier agrees; a table of results or a list of names has few of them too.
    """
    remedy = "Only English is read: remove it, or state `language: en` if it is English."
    stated = article.language.lower().partition("-")[0]
    if stated not in ("en", "eng", "english"):
        raise BadMaterial("not-english", f'`language` is "{article.language}"', remedy)
    head = article.text[:20_000].lower()
    words = WORD.findall(head)
    if not head.isascii() and sum(len(w) for w in words if w[0] < "\u0250") < sum(map(len, words)) / 2:
        raise BadMaterial("not-english", "most letters are not Latin", remedy)
    if len(words) < FEWEST_WORDS or sum(map(FUNCTION_WORDS.__contains__, words)) >= ENGLISH_SHARE * len(words):
        return
    import py3langid

    language, _ = py3langid.classify(article.text[:20_000])
    # zxx: no running text, such as a table of results; pcm: an English creole, what headlines in capitals look like.
    if language not in ("en", "zxx", "pcm"):
        raise BadMaterial("not-english", f'the text looks like "{language}"', remedy)
