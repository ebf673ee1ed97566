"""Call programs written as dialplan."""
