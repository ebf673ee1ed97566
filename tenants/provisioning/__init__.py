"""Phones and their files: what each is to have, who may fetch it, and what was fetched."""
