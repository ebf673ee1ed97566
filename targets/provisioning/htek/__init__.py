"""Htek: the words and codes of its phones."""
