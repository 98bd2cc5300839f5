"""Label spans in news text, validate the labels, and make Hugging Face datasets of them."""

__version__ = "0.1.0"
