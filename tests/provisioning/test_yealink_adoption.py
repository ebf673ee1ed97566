"""A Yealink phone's file that somebody else wrote, as the language says it."""

from __future__ import annotations

from targets.provisioning.vendors.yealink import VENDOR
from targets.provisioning.yealink.adoption import adopted
from tests.provisioning.samples import sample_key, sample_phone

FOREIGN = """#!version:1.0.0.1
## an old server's file
account.1.enable = 1
account.1.label = Front desk
account.1.user_name = 1001
account.1.password = not-a-real-one
account.1.sip_server.1.address = pbx.example.com
account.1.sip_server.1.transport_type = 2
account.1.srtp_encryption = 1
account.1.codec.g722.enable = 1
account.1.codec.g722.priority = 2
account.1.codec.pcma.enable = 1
account.1.codec.pcma.priority = 1
account.1.codec.pcmu.enable = 0
account.2.enable = 1
static.auto_provision.server.username = 805EC0A1B2C3
static.security.user_password = admin:hunter2
linekey.2.type = 16
linekey.2.value = 201@pbx.example.com
linekey.2.label = Bob
linekey.1.type = 15
linekey.1.label = Desk
linekey.3.type = 13
linekey.3.value = *97
linekey.4.type = 0
linekey.5.type = 66
linekey.6.type = 13
linekey.6.value = call me
expansion_module.1.key.7.type = 10
expansion_module.1.key.7.value = 701
phone_setting.backlight_time = 60
voice.tone.busy =
"""


def test_what_has_words_is_said_in_them() -> None:
    found = adopted(FOREIGN)
    assert found.device == {
        "line_label": "Front desk",
        "sip": {"transport": "tls", "srtp": "optional", "codecs": ["alaw", "g722"]},
    }
    assert found.keys == (
        {"line": True, "label": "Desk", "at": 1},
        {"blf": "201", "label": "Bob", "at": 2},
        {"speed_dial": "*97", "at": 3},
        {"park": "701", "at": 7, "module": 1},
    )


def test_the_phone_is_known_by_the_name_it_fetches_its_files_under() -> None:
    assert adopted(FOREIGN).mac == "805ec0a1b2c3"


def test_what_has_no_words_is_left_by_name() -> None:
    assert adopted(FOREIGN).left == (
        "account.2.enable",
        "linekey.5.type",
        "linekey.6.type",
        "linekey.6.value",
        "phone_setting.backlight_time",
    )


def test_no_password_is_taken_over() -> None:
    found = adopted(FOREIGN)
    assert not [
        value for value in found.settings.values() if value in ("not-a-real-one", "hunter2")
    ]
    assert not [name for name in found.settings if "passw" in name]


def test_a_file_of_ours_is_read_as_what_it_was_made_of() -> None:
    keys = (
        sample_key("line", 1),
        sample_key("blf", 2),
        sample_key("speed_dial", 4),
        sample_key("blf", 9, module=2),
        sample_key("url", 5),
    )
    phone = sample_phone("yealink-t54w", keys=keys)
    file = VENDOR.files(phone, VENDOR.dialect("v8x"))[1]
    found = adopted(file.document.masked())
    assert [(one["at"], one["label"], one.get("module", 0)) for one in found.keys] == [
        (1, "Alice", 0), (2, "Bob", 0), (4, "Mum & Dad", 0), (5, "url", 0), (9, "Bob", 2),
    ]  # fmt: skip
    assert found.device["sip"] == {
        "transport": "tls", "srtp": "required", "codecs": ["g722", "alaw", "ulaw"],
    }  # fmt: skip


def test_rubbish_is_read_as_nothing() -> None:
    found = adopted("<html>not found</html>\n\0\n===\n")
    assert (found.mac, found.device, found.keys, found.left) == ("", {}, (), ())
