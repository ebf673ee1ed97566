"""Derived secrets: always the same, never guessed, never shown."""

from __future__ import annotations

import pytest

from schema.inventory import Mailbox
from schema.secret import Secret
from tenants.secrets import (
    ALPHABET,
    DEMO_KEY,
    DerivedSecrets,
    given_name,
    is_weak,
    mailbox_numbers,
)

KEY = bytes(range(32))

# Frozen. Whoever changes one of these locks every phone out.
VECTORS = {
    "harbour:device.anna-desk:sip#0": "JhUeu7Qaf2eyxQtthKF9NgAx",
    "harbour:device.anna-desk:sip#1": "SksTfGdHS7tSR2WyGKLLyEMq",
    "north/harbour:device.anna-desk:sip#0": "xWRs5AtL9WGd3C5e3NaujcMm",
    ":manager.pbxc:ami": "j95jawwZCLgM4efxfPGe3vPZ",
    "harbour:mailbox.front-desk:pin#0": "221157",
    ":user.anna:pin#7": "835731",
}


def text(name: str, key: bytes = KEY) -> str:
    return DerivedSecrets(key).text(name).reveal()


@pytest.mark.parametrize(("name", "expected"), VECTORS.items())
def test_a_name_gives_the_same_secret_for_ever(name: str, expected: str) -> None:
    assert expected == text(name)


def test_no_two_of_many_names_share_a_secret() -> None:
    secrets = DerivedSecrets(KEY)
    names = [
        f"{account}:{thing}:{purpose}#{counter}"
        for account in ("", "a", "a/b", "b")
        for thing in ("device.a", "device.b", "device.a-b")
        for purpose in ("sip", "ami", "sipa")
        for counter in range(60)
    ]
    assert len(names) == len({secrets.text(name).reveal() for name in names})


@pytest.mark.parametrize(
    ("one", "other"),
    [("a/b:c:sip", "a:b/c:sip"), ("a:bc:sip", "ab:c:sip"), (":a:bsip", ":ab:sip")],
)
def test_the_parts_of_a_name_do_not_run_into_each_other(one: str, other: str) -> None:
    assert text(one) != text(other)


def test_a_name_without_a_counter_counts_zero() -> None:
    assert text("a:b:sip#0") == text("a:b:sip")


def test_another_key_gives_other_secrets() -> None:
    assert text("a:b:sip") != text("a:b:sip", DEMO_KEY)


def test_a_password_is_long_and_of_clear_letters() -> None:
    password = text("harbour:device.anna-desk:sip#0")
    assert (24, set()) == (len(password), set(password) - set(ALPHABET))


def test_every_letter_of_the_alphabet_is_about_as_likely() -> None:
    drawn = "".join(text(f"a:device.d{number}:sip") for number in range(600))
    counts = [drawn.count(letter) for letter in ALPHABET]
    assert (True, True) == (min(counts) > 180, max(counts) < 350)


def test_no_pin_is_one_that_is_tried_first() -> None:
    pins = [text(f"a:user.u{number}:pin") for number in range(3000)]
    assert [] == [pin for pin in pins if is_weak(pin) or len(pin) != 6 or not pin.isdecimal()]


@pytest.mark.parametrize(
    "pin",
    [
        "000000",
        "111111",
        "123456",
        "654321",
        "890123",
        "321098",
        "121212",
        "123123",
        "787787",
        "112211",
        "444544",
        "998998",
    ],
)
def test_a_pattern_is_weak(pin: str) -> None:
    assert is_weak(pin)


@pytest.mark.parametrize("pin", ["594028", "120945", "135792", "112358"])
def test_an_ordinary_pin_is_not_weak(pin: str) -> None:
    assert not is_weak(pin)


def test_a_pin_is_never_the_number_of_its_mailbox() -> None:
    name = "a:user.anna:pin#0"
    first = text(name)
    assert first != DerivedSecrets(KEY, taken={name: first}).text(name).reveal()


def test_the_numbers_that_pins_must_not_be_come_from_the_mailboxes() -> None:
    box = Mailbox("299", "harbour", "Front desk", ":mailbox.front-desk:pin#0")
    assert {":mailbox.front-desk:pin#0": "299"} == mailbox_numbers([box])


def test_a_given_secret_is_not_derived() -> None:
    secrets = DerivedSecrets(KEY, given={"north:given:carrier": Secret("s3cret")})
    assert "s3cret" == secrets.text("north:given:carrier").reveal()


@pytest.mark.parametrize("name", ["north:given:carrier", "", "a", "a:b", "a:b:Sip", "a:b:c:d"])
def test_a_name_that_is_none_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        DerivedSecrets(KEY).text(name)


def test_a_given_name_says_whose_and_which() -> None:
    assert ("north", "carrier") == given_name("north:given:carrier")


def test_a_made_name_is_no_given_one() -> None:
    assert ("", "") == given_name("north:device.given:sip#0")


def test_nothing_of_the_key_is_shown() -> None:
    secrets = DerivedSecrets(DEMO_KEY, given={"a:given:b": Secret("hush")})
    shown = f"{secrets!r} {secrets} {secrets.text('a:b:sip')!r}"
    assert [] == [
        part for part in ("everybody", "hush", text("a:b:sip", DEMO_KEY)) if part in shown
    ]


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DerivedSecrets(b"short")
