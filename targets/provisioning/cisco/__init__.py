"""How Cisco's phones say things: their words, clock, keys, lines, and directory."""
