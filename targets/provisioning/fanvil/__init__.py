"""What Fanvil's phones are told in, shared by their two dialects."""
