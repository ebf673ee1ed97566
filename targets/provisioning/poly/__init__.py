"""How Poly's phones say things: their words, clock, keys, and directory."""
