"""The Hugging Face dataset folder: tables, splits, card, manifest. Knows no store."""
