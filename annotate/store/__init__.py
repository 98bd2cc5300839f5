"""The only SQL. Takes and gives model objects, and Arrow tables for bulk reads."""
