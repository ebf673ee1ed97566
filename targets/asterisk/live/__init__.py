"""A running Asterisk: speaking to it over its manager interface."""
