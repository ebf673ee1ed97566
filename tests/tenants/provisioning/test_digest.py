"""Digest: nothing that was overheard can be sent again, and strangers leave nothing in memory."""

from __future__ import annotations

import hashlib

import pytest

from tenants.provisioning.digest import LIFETIME, Nonces, basic, digest
from tenants.provisioning.directory import password_of
from tests.tenants.provisioning.offices import MACS, Place, desk, secret, text_of

MAC = MACS["anna"]
PATH = f"/{MAC}.cfg"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def response(nonce: str, count: str = "00000001", algorithm: str = "MD5", **changes: str) -> str:
    """What a phone answers to a challenge, by RFC 7616, section 3.4.1."""
    make = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}[algorithm]

    def hashed(text: str) -> str:
        return make(text.encode()).hexdigest()

    said = {
        "username": MAC,
        "realm": "phones",
        "nonce": nonce,
        "uri": PATH,
        "cnonce": "abc",
        **changes,
    }
    first = hashed(f"{said['username']}:phones:{text_of(secret('anna', 'web'))}")
    second = hashed(f"GET:{said['uri']}")
    parts = ", ".join(f'{name}="{value}"' for name, value in said.items())
    proof = hashed(f"{first}:{nonce}:{count}:{said['cnonce']}:auth:{second}")
    return f'Digest {parts}, response="{proof}", qop=auth, nc={count}, algorithm={algorithm}'


def nonce_of(place: Place) -> str:
    headers = place.get(PATH).headers
    challenge = next(value for name, value in headers if name == "WWW-Authenticate")
    return challenge.partition('nonce="')[2].partition('"')[0]


def ask(place: Place, header: str) -> int:
    return place.get(PATH, {"authorization": header}).status


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_who_knows_the_password_gets_the_file(place: Place, algorithm: str) -> None:
    place.offer(desk("anna"))
    assert 200 == ask(place, response(nonce_of(place), algorithm=algorithm))


def test_what_was_overheard_cant_be_sent_again(place: Place) -> None:
    place.offer(desk("anna"))
    header = response(nonce_of(place))
    assert [200, 401] == [ask(place, header), ask(place, header)]


def test_a_nonce_is_good_for_several_requests_in_turn(place: Place) -> None:
    place.offer(desk("anna"))
    nonce = nonce_of(place)
    counts = ("00000001", "00000003", "00000002", "00000004")
    assert [200, 200, 401, 200] == [ask(place, response(nonce, one)) for one in counts]


@pytest.mark.parametrize("nonce", ["", "made-up", "1000.000000-00-00", "é", "1e9-x-y"])
def test_a_nonce_of_somebody_else_is_stale(place: Place, nonce: str) -> None:
    place.offer(desk("anna"))
    answer = place.get(PATH, {"authorization": response(nonce)})
    assert (401, True) == (answer.status, "stale=true" in answer.headers[2][1])


def test_an_old_nonce_is_stale() -> None:
    clock = Clock()
    nonces = Nonces(clock)
    nonce = nonces.make()
    fresh = nonces.is_fresh(nonce)
    clock.now += LIFETIME + 1
    assert (True, False) == (fresh, nonces.is_fresh(nonce))


def test_nonces_that_are_forgotten_are_stale() -> None:
    clock = Clock()
    nonces = Nonces(clock, kept=2)
    made = []
    for _ in range(4):
        clock.now += 1
        made.append(nonces.make())
        assert nonces.use(made[-1], 1)
    assert [False, False, True, True] == [nonces.is_fresh(one) for one in made]
    assert 2 == len(nonces._used)


def test_strangers_leave_nothing_in_memory(place: Place) -> None:
    place.offer(desk("anna"))
    for _ in range(100):
        ask(place, response(nonce_of(place), username="nobody"))
    assert {} == dict(place.phones.door._nonces._used)


def test_a_proof_is_for_its_path_alone(place: Place) -> None:
    place.offer(desk("anna"))
    assert 401 == ask(place, response(nonce_of(place), uri="/other.cfg"))


@pytest.mark.parametrize(
    "header",
    [
        "", "Digest", "Basic", "Basic %%%", "Bearer x", "Digest " + "a=b," * 2000,
        'Digest username="a", username="b"', "Digest nc=zz", "Basic /w==",
    ],
)  # fmt: skip
def test_headers_that_are_no_proof_are_none(header: str) -> None:
    known = password_of("", MAC, "word")
    shown = [one for one in (digest(header, "GET", PATH), basic(header)) if one is not None]
    assert [] == [one for one in shown if one.fits(known)]


def test_a_response_without_qop_is_none() -> None:
    assert None is digest(response("x").replace(", qop=auth", ""), "GET", PATH)


def test_basic_shows_a_user_and_a_password() -> None:
    shown = basic("Basic bmFtZTp3b3JkOndvcmQ=")
    assert shown is not None
    known = [password_of("", "name", one) for one in ("word:word", "word")]
    assert ("name", [True, False]) == (shown.user, [shown.fits(one) for one in known])
