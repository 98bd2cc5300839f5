"""For programs: one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from annotate import __version__
from annotate.cli.reports.totals import Totals
from annotate.problems import Severity
from annotate.validation.files import Reported


def lines(reported: Iterable[Reported], totals: Totals) -> Iterator[str]:
    """``{"tool", "version", "problems": […], "summary": {…}}``, a problem on each line.

    Everything beyond ASCII is escaped, so that no terminal obeys it.
    """
    yield f'{{"tool": "annotate", "version": {json.dumps(__version__)}, "problems": ['
    comma = ""
    for one in reported:
        yield f"{comma}{json.dumps(one.problem.to_record())}"
        comma = ","
    summary = {
        "files": len(totals.checked),
        "records": totals.records,
        "errors": totals.severities[Severity.ERROR],
        "warnings": totals.severities[Severity.WARNING],
        "codes": dict(sorted(totals.codes.items())),
        "not_shown": totals.untold,
    }
    yield f'], "summary": {json.dumps(summary)}}}'
