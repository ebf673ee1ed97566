"""The lab, for the tests here that need it."""

from tests.lab.conftest import lab

__all__ = ["lab"]
