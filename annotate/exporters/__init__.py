"""Annotated records out to files: one module per format, one table of formats."""
