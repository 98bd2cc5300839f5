from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from annotate.dataset.text import TextIndex

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=5)


@given(TEXTS, st.data())
def test_slices_are_those_of_the_texts_short_or_long_in_any_order(texts: list[str], data: st.DataObject) -> None:
    wanted = [
        (row, *sorted(data.draw(st.tuples(*[st.integers(0, len(texts[row]))] * 2))))
        for row in data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=8))
    ]
    rows, starts, ends = np.array(wanted, np.int64).reshape(-1, 3).T
    found = TextIndex(pa.array(["before", *texts, "behind"]).slice(1, len(texts))).slices(rows, starts, ends)
    found.validate(full=True)
    assert found.to_pylist() == [texts[row][start:end] for row, start, end in wanted]
