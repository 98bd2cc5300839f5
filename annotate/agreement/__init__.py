"""How far annotators agree: pure functions over model objects."""
