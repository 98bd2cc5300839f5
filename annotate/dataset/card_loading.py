"""The card's section on loading: snippets that run as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotate.dataset.options import SPLITS


def loading(configs: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """With `datasets` and with everything else that people use for these data."""
    split = next(split for split in SPLITS if split in configs["articles"]["splits"])
    file = configs["articles"]["splits"][split]["files"][0]
    snippets = _WITHOUT_TEXT if options["without_text"] else _WITH_TEXT
    return snippets.format(split=split, file=file, pattern=f"articles/{split}-*.parquet")


_WITHOUT_TEXT = """## How to load

The articles' texts are not part of this dataset; `text` is null everywhere. Whoever has the texts in a store of
annotate puts them back where their SHA-256 matches, and gets every config: `annotate rehydrate PATH NEW_FOLDER`.

```python
from datasets import load_dataset

dataset = load_dataset("PATH")
article = dataset["{split}"][0]
print(article["article_id"], article["text_sha256"], [(span["start"], span["end"]) for span in article["spans"]])
```"""

_WITH_TEXT = """## How to load

Replace `PATH` with this folder, or with the dataset's name on the Hub.

```python
from datasets import load_dataset

dataset = load_dataset("PATH")              # every split of the config "articles"
article = dataset["{split}"][0]
for span in article["spans"]:
    assert article["text"][span["start"]:span["end"]] == span["text"]
names = dataset["{split}"].features["spans"].feature["label"].names

spans = load_dataset("PATH", "spans", split="{split}", streaming=True)
```

```python
import pandas as pd

articles = pd.read_parquet("PATH/{file}")
```

```python
import polars as pl

articles = pl.read_parquet("PATH/{pattern}")
```

```python
import duckdb

duckdb.sql("select article_id, len(spans) as spans from 'PATH/{pattern}' order by spans desc").show()
```

As GLiNER is trained, token by token:

```python
def entities(row):
    for column in (name for name in row if name.endswith("_tags")):
        for tags in (row[column], *row[f"{{column}}_more"]):
            begins = [place for place, tag in enumerate(tags) if tag == 1]
            for first, behind in zip(begins, [*begins[1:], len(tags)]):
                last = max(place for place in range(first, behind) if tags[place])
                yield [first, last, column.removesuffix("_tags")]


tokens = load_dataset("PATH", "tokens", split="{split}")
examples = [{{"tokenized_text": row["tokens"], "ner": list(entities(row))}} for row in tokens]
```

For spaCy's span categorizer:

```python
import spacy
from spacy.tokens import DocBin

names = dataset["{split}"].features["spans"].feature["label"].names
nlp = spacy.blank("xx")                     # or a language's own rules for tokens, such as "en"
docs = DocBin()
for row in dataset["{split}"]:
    doc = nlp.make_doc(row["text"])
    doc.spans["sc"] = [
        doc.char_span(piece["start"], piece["end"], names[span["label"]], alignment_mode="expand")
        for span in row["spans"]
        for piece in span["fragments"]
    ]
    docs.add(doc)
docs.to_disk("{split}.spacy")
```

A span in several fragments says so in `fragments`; `text` runs from the first to the last of them."""
