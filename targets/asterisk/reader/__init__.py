"""Reads emitted files as Asterisk would, and tells what happens to a call by their text alone."""
