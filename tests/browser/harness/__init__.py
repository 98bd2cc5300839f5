"""Serves the editor alone, with an API that keeps annotation sets in memory. For browser tests of the editor."""

from tests.browser.harness.server import Harness

__all__ = ["Harness"]
