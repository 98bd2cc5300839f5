"""``python -m annotate`` is ``annotate``."""

from annotate.cli.main import main

main()
