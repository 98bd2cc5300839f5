"""Sizes beyond which a file is not what it should be."""

MAX_ID = 200
"""Characters; as in ``schemas/article.schema.json``."""

MAX_TITLE = 2_000
"""Characters; as in ``schemas/article.schema.json``."""

MAX_TEXT = 5_000_000
"""Characters; as in ``schemas/article.schema.json``."""
