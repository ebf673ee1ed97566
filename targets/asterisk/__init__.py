"""Asterisk 22: its configuration files, and a running one."""
