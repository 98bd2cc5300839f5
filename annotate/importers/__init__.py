"""Files in, articles and annotated records out: one module per format, one table of formats."""

from annotate.importers.formats import FORMATS
from annotate.importers.making import Maker, text_id
from annotate.importers.paths import Selection, select
from annotate.importers.reading import Reading
from annotate.importers.records import Found, Place, Raw
from annotate.importers.source import Source

__all__ = ["FORMATS", "Found", "Maker", "Place", "Raw", "Reading", "Selection", "Source", "select", "text_id"]
