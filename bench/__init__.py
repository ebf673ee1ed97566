"""Measurements: how long the stages take, and how much they make. Not a part of the tests."""
