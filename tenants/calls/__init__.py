"""Calls that are on: where they are in what the tenant wrote, and how they go on."""
