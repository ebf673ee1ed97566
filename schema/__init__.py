"""The language: what may be written, what it refers to, and what it means as a call program."""
