"""Buckets that fill again, in bounded memory; addresses; and users that are ambiguous."""

from __future__ import annotations

import pytest

from tenants.provisioning.limits import Limiter, Rate
from tenants.provisioning.networks import neighbourhood
from tests.tenants.provisioning.offices import MACS, Place, desk, path, secret, text_of


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_emptied_and_fills_again() -> None:
    clock = Clock()
    limiter = Limiter(Rate(2, 0.5), clock=clock)
    at_once = [limiter.take("a") for _ in range(3)]
    clock.now += 2
    assert ([True, True, False], [True, False]) == (at_once, [limiter.take("a"), limiter.take("a")])


def test_a_bucket_is_never_fuller_than_full() -> None:
    clock = Clock()
    limiter = Limiter(Rate(2, 1), clock=clock)
    limiter.take("a")
    clock.now += 1000
    assert [True, True, False] == [limiter.take("a") for _ in range(3)]


def test_each_name_has_its_own() -> None:
    limiter = Limiter(Rate(1, 0), clock=Clock())
    assert [True, True, False] == [limiter.take(one) for one in ("a", "b", "a")]


def test_memory_is_bounded_and_the_quiet_are_forgotten_first() -> None:
    limiter = Limiter(Rate(1, 0), names=3, clock=Clock())
    for one in ("a", "b", "c", "a", "d"):
        limiter.take(one)
    assert (3, [False, False, True]) == (
        len(limiter),
        [limiter.take(one) for one in ("a", "d", "b")],
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("somebody", ""),
    ],
)
def test_an_address_is_counted_by_who_has_it(address: str, expected: str) -> None:
    assert expected == neighbourhood(address)


def test_two_phones_with_one_hardware_address_are_found_by_their_tokens_alone(place: Place) -> None:
    place.offer(desk("anna"), desk("bert", mac=MACS["anna"]))
    subject = f"commonName={MACS['anna']}"
    assert 401 == place.get(f"/{MACS['anna']}.cfg", subject=subject).status
    assert 200 == place.get(path("anna")).status
    place.offer(desk("anna"))
    assert 200 == place.get(f"/{MACS['anna']}.cfg", subject=subject).status


def test_a_phone_that_gets_another_address_is_found_by_the_new_one(place: Place) -> None:
    place.offer(desk("anna"))
    place.offer(desk("anna", mac=MACS["cleo"]))
    found = [
        place.get(f"/{MACS['cleo']}.cfg", subject=f"commonName={MACS[who]}").status
        for who in ("anna", "cleo")
    ]
    token = text_of(secret("anna", "token"))
    assert [401, 200, 404] == [*found, place.get(f"/{token}/{MACS['anna']}.cfg").status]
