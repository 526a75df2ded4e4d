"""Fields as a reader found them → Article: identity, revision, and whether it is English."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from extract.errors import BadMaterial
from extract.limits import DEFAULT, TOO_LARGE, Limits
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
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LONGEST_METADATA = 1_000
# The tokenizer takes a word without spaces apart sign by sign, in time that grows with its square.
LONGEST_WORD = 5_000


def article_of(fields: Mapping[str, Any], name: str, limits: Limits = DEFAULT) -> Article:
    """An Article; its id is stated, or the file's `name`. BadMaterial when there is no text or a field is of no use."""
    text = fields.get("text")
    if not isinstance(text, str):
        raise BadMaterial("no-text", "there is no `text`, or it is no string", "Give the article's text in the field `text`.")
    if len(text) > limits.largest_article:
        raise BadMaterial("too-large", f"the text has {len(text):,} characters; at most {limits.largest_article:,}", TOO_LARGE)
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text and not fields.get("exact") else text
    if not text.strip():
        raise BadMaterial("empty", "the article has no text", "Add the text, or remove the file.")
    check_characters(text, "text")
    if len(text) > LONGEST_WORD and (longest := max(map(len, text.split()))) > LONGEST_WORD:
        detail = f"{longest:,} characters without white space; at most {LONGEST_WORD:,}"
        raise BadMaterial("word-too-long", detail, "Take out what is no text, such as encoded pictures.")
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


def check_characters(text: str, key: str) -> None:
    """Raise BadMaterial for characters that no database or terminal takes: halves of a surrogate pair, null bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        remedy = "Write characters beyond U+FFFF as they are, or as both halves of their escape."
        raise BadMaterial("half-character", f"`{key}` holds half of a surrogate pair", remedy) from None
    if "\0" in text:
        raise BadMaterial("null-bytes", f"`{key}` holds null bytes", "Remove them, or fetch the article again.")


def cleaned(value: Any, key: str) -> str | None:
    """A metadata field as one line of text without control characters; None when it is missing or blank."""
    if value is None:
        return None
    text = written(value, key, "bad-metadata", f"Write `{key}` as one line.")
    check_characters(text, key)
    text = " ".join(CONTROLS.sub(" ", text).split())
    if len(text) > LONGEST_METADATA:
        detail = f"`{key}` has {len(text):,} characters; at most {LONGEST_METADATA:,}"
        raise BadMaterial("bad-metadata", detail, f"Write `{key}` as one line.")
    return text or None


def written(value: Any, key: str, reason: str, remedy: str) -> str:
    """A plain value as it would be written; BadMaterial for lists, objects and numbers of thousands of digits."""
    if not isinstance(value, str | int | float):
        raise BadMaterial(reason, f"`{key}` is {type(value).__name__}; expected text", remedy)
    try:
        return str(value)
    except ValueError as error:
        raise BadMaterial(reason, f"`{key}` is a number of thousands of digits", remedy) from error


def day_of(value: Any) -> date | None:
    """The day of a metadata field: a date, or text that begins with YYYY-MM-DD."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    remedy = "Write the day as YYYY-MM-DD."
    text = written(value, "published_on", "bad-date", remedy)
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise BadMaterial("bad-date", f"`published_on` is {text[:40]!a}", remedy) from None


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
