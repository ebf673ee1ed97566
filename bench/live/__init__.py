"""What is measured on a real Asterisk: it needs root and the lab, and ends what it starts."""
