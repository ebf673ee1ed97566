"""What all tests share: Hypothesis without a clock, and the lab's tests on one worker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

REPOSITORY = Path(__file__).resolve().parents[1]

# No test is timed: a busy machine must not turn a true statement false. In CI the examples are
# the same in every run, so a red run is red again on the desk.
settings.register_profile(
    "pbxc",
    deadline=None,
    print_blob=True,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pbxc")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden` writes the expected files anew instead of comparing with them."""
    parser.addoption(
        "--golden", action="store_true", help="rewrite tests/golden from what is emitted now"
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of this repository."""
    return REPOSITORY


def shared_worker(nodeid: str) -> str:
    """Tests with the same answer run on the same worker: all in a folder `lab`, else none.

    The lab is one pair of Asterisks. (xdist's own `--dist loadgroup` groups nothing any more
    since pytest 9.2, without a word.)
    """
    return "lab" if "/lab/" in nodeid.split("::")[0] else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Tell xdist to spread the tests as `shared_worker` says."""
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = shared_worker
    return scheduler
