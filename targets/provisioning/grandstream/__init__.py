"""Grandstream: the words and codes of its phones and adapters."""
