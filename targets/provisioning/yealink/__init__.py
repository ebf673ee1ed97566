"""What Yealink's phones have of their own: clocks, keys, words, reading what others wrote."""
