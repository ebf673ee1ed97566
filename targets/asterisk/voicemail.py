"""Voicemail boxes. A PIN that is changed by phone lives in the spool and wins over the one here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from schema.inventory import Edge, Mailbox
from schema.secret import Secrets
from targets.asterisk.layout import Layout
from targets.asterisk.names import account_id
from targets.asterisk.sections import Section, Settings, fixed, joined, number, section, yes
from targets.asterisk.text import Setting, Unwritable, part, setting

_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}")
_PIN = re.compile(r"[0-9]{3,16}")
_MAIL = re.compile(r"[A-Za-z0-9.!#%&'*+/=?^_`{}~-]+@[A-Za-z0-9.-]+")


def voicemail_sections(
    boxes: Iterable[Mailbox], edge: Edge, secrets: Secrets, layout: Layout
) -> tuple[Section, ...]:
    """All of `voicemail.conf`: one context per account, by its id."""
    listed = sorted(boxes, key=lambda box: (box.account, box.number))
    contexts = (
        section(account_id(name), *(_box(box, secrets) for box in own))
        for name, own in groupby(listed, lambda box: box.account)
    )
    zones = section("zonemessages", *zone_settings(listed))
    return (general_section(edge, layout), zones, *contexts)


def general_section(edge: Edge, layout: Layout) -> Section:
    """What holds for all boxes.

    What could lead out of a box into the network (operator, dialling out, calling back, sending to
    other boxes) is off, and so is looking for a box in other contexts.
    """
    return section(
        "general",
        *fixed(format="wav", passwordlocation="spooldir", attach="yes", review="no", operator="no"),
        *fixed(sendvoicemail="no", searchcontexts="no", usedirectory="no", maxsilence="10"),
        *fixed(silencethreshold="128", maxlogins="3", skipms="3000", charset="UTF-8"),
        ("serveremail", mail_address(edge.mail_from)),
        ("mailcmd", setting(layout.mailer)),
    )


def zone_settings(boxes: Iterable[Mailbox]) -> Settings:
    """How each time zone that boxes are in says when a message came."""
    return tuple((zone, _zone_form(zone)) for zone in sorted({box.timezone for box in boxes}))


def _zone_form(zone: str) -> Setting:
    return Setting(f"{zone_name(zone)}|'vm-received' Q 'digits/at' IMp")


def _box(box: Mailbox, secrets: Secrets) -> tuple[str, Setting]:
    """`number = pin,name,mail,pager,options`. A comma has no escape here, so none may come."""
    said = dict(box_fields(box, secrets))
    pin, name, mails = (said.pop(key) for key in ("password", "fullname", "email"))
    options = joined("|", (Setting(f"{key}={value}") for key, value in said.items() if value))
    return (box.number, joined(",", (pin, name, mails, Setting(""), options)))


def box_fields(box: Mailbox, secrets: Secrets) -> Settings:
    """Everything that is said of a box, by the names that Asterisk has for it."""
    if not re.fullmatch(r"[0-9]{2,15}", box.number):
        raise Unwritable("a mailbox", box.number, "boxes are 2 to 15 digits")
    pin = secrets.text(box.secret)
    if not _PIN.fullmatch(pin.reveal()):
        raise Unwritable("a PIN", str(pin), "PINs are 3 to 16 digits")
    mails = joined("|", (mail_address(mail) for mail in box.emails))
    return (
        ("password", Setting(pin.reveal())),
        ("fullname", part(box.name, but=",|;")),
        ("email", mails),
        ("tz", zone_name(box.timezone)),
        ("language", part(box.language, but=",|;=")),
        ("attach", yes(box.attach)),
        ("delete", yes(box.delete_after_email)),
        ("maxsecs", number(box.max_length)),
        ("minsecs", number(box.min_length)),
        ("maxmsg", number(box.max_messages)),
    )


def zone_name(text: str) -> Setting:
    """A time zone as the tz database names it."""
    if not _ZONE.fullmatch(text):
        raise Unwritable("a time zone", text, "zones are named like America/Halifax")
    return Setting(text)


def mail_address(text: str) -> Setting:
    """An e-mail address that a mail program can't take for an option or a list."""
    if not _MAIL.fullmatch(text) or text.startswith("-"):
        raise Unwritable("an e-mail address", text, "it is not of the plain form name@host")
    return Setting(text)
