"""Files in, articles and annotated records out: one module per format, one table of formats."""
