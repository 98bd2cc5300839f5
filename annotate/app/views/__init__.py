"""The app's pages, one module each. Each has ``show(session)``."""
