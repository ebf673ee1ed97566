"""What Snom's phones are told in, shared by their dialects."""
