"""The tables as queries see them. ``migrations`` makes them; a test holds the two together.

Internal joins go by ``number``; ``id`` is what the world sees. Texts have their own table, so that lists and searches
never read them. Fragments are JSON ``[[start, end], …]``: their text is the article's and is stored once.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

_Text = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared by code points on both engines, whatever the database's locale."""
_Int = BigInteger().with_variant(Integer(), "sqlite")


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, _Text, nullable=null)


def _int(name: str, *, key: bool = False, null: bool = False) -> Column[int]:
    return Column(name, _Int, primary_key=key, nullable=null)


facts = Table("store_facts", metadata, Column("name", _Text, primary_key=True), _text("value"))

articles = Table(
    "articles",
    metadata,
    _int("number", key=True),
    _text("id"),
    _text("title"),
    _text("text_sha256"),
    _text("language"),
    _text("publisher", null=True),
    _text("author", null=True),
    _text("url", null=True),
    _text("published_at", null=True),
    _text("license", null=True),
    _text("group", null=True),
    _text("metadata", null=True),
    _int("length"),
    _text("search"),
    _text("loaded_at"),
)

texts = Table("texts", metadata, _int("article", key=True), _text("text"))

signatures = Table(
    "signatures",
    metadata,
    _int("article", key=True),
    _text("scheme"),
    Column("signature", LargeBinary, nullable=False),
)
"""Bytes that others work out from a text, and the name of the way in which they did."""

sets = Table(
    "annotation_sets",
    metadata,
    _int("number", key=True),
    _text("id"),
    _int("article"),
    _text("annotator"),
    _text("label_set_name"),
    _text("label_set_version"),
    _text("status"),
    _text("skipped_reason", null=True),
    _text("notes"),
    _int("revision"),
    _int("spans"),
    _int("relations"),
    _int("errors", null=True),
    _int("noted"),
    _int("unsure"),
    Column("active_seconds", Double, nullable=False),
    _text("created_at"),
    _text("updated_at"),
)

spans = Table(
    "spans",
    metadata,
    _int("set", key=True),
    Column("id", _Text, primary_key=True),
    _text("label"),
    _int("start"),
    _int("end"),
    _text("fragments"),
    _text("attributes"),
    _text("origin", null=True),
    Column("score", Double, nullable=True),
    _text("note", null=True),
    Column("unsure", Boolean, nullable=False),
)

relations = Table(
    "relations",
    metadata,
    _int("set", key=True),
    Column("id", _Text, primary_key=True),
    _text("label"),
    _text("head"),
    _text("tail"),
    _text("attributes"),
)

edits = Table(
    "edits",
    metadata,
    _int("set", key=True),
    _int("revision", key=True),
    _text("id"),
    _text("op"),
    _text("value"),
    _text("inverse"),
    _text("annotator"),
    _text("client"),
    _text("at"),
)
