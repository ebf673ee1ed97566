"""Asterisk 22: its configuration files, and a running one.

`emit` writes a call program and its inventory down as files. It is pure; only `live` touches a
running Asterisk.
"""
