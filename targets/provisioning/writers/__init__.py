"""Structured writers, one for each kind of file; each owns its escapes and refuses what it can't carry."""
