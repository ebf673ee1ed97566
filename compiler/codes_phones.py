"""Codes of what a phone's vendor or model can't do. They are raised beside the vendors' tables; the
rules that need no vendor have modules of their own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from compiler.codes import Code, codes_of

TOO_MANY_ACCOUNTS = Code(
    "PH001",
    "too-many-accounts",
    """
A phone has more accounts than its model can hold.
""",
)

TOO_MANY_KEYS = Code(
    "PH002",
    "too-many-keys",
    """
A phone has a key in a place that its model doesn't have.

What models can do is known from several sources, which don't always count alike: some count the
keys on one page, others all pages. A key that fits by none of them is an error, one that fits by
some of them a warning; the sentence says who says what.

```yaml bad
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    keys:
      - line
      - {directory: , at: 90}  # expect: PH002
```

```yaml good
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    keys:
      - line
      - {directory: , at: 9}
```
""",
)

NO_SUCH_MODULE = Code(
    "PH005",
    "no-such-module",
    """
A key is on an expansion module that the model can't have, or in a place that the module doesn't have.

```yaml bad
devices:
  lobby:
    model: yealink-t31p
    mac: 80:5e:c0:aa:bb:01
    keys:
      - line
      - {directory: , module: 1}  # expect: PH005
```

```yaml good
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    keys:
      - line
      - {directory: , module: 1}
```
""",
)

KEY_NOT_ON_MODEL = Code(
    "PH006",
    "key-not-on-model",
    """
The model has no way to do what a key says.

Nothing is dropped in silence: take the key away, or give the person another phone.
""",
)

UNWRITABLE_ON_PHONE = Code(
    "PH007",
    "unwritable-on-phone",
    """
A text can't be written into the files of a phone so that the phone reads the same text back.

Some vendors' files have no way to write certain characters. The sentence names the character.
""",
)

TEXT_TOO_LONG = Code(
    "PH008",
    "text-too-long",
    """
A label or value is longer than the model shows; it would be cut off.
""",
)

STRANGE_MAC = Code(
    "PH009",
    "strange-mac",
    """
The hardware address of a phone is not one that its vendor gives.

The first half of an address says who made the phone. A typing mistake here means that the phone's
files wait for another phone.

```yaml bad
devices:
  lobby:
    model: yealink-t54w
    mac: 00:1f:c1:aa:bb:01  # expect: PH009
    keys: [line]
```

```yaml good
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    keys: [line]
```
""",
)

CODEC_NOT_ON_MODEL = Code(
    "PH012",
    "codec-not-on-model",
    """
A codec, or a way to encrypt or carry a call, is not one that the model has.
""",
)

ZONE_NOT_ON_MODEL = Code(
    "PH013",
    "zone-not-on-model",
    """
The phone can't be told the time zone, or when its clocks are put forward and back.

A clock that is half an hour wrong is refused rather than shown.
""",
)

DEFAULT_PASSWORD = Code(
    "PH017",
    "default-password",
    """
A phone's administrator password would be the vendor's, or could be guessed from its address.
""",
)

SETTING_TWICE = Code(
    "PH019",
    "setting-twice",
    """
A setting of a phone is said twice, and not alike.
""",
)

ADDRESS_FORM = Code(
    "PH022",
    "address-form",
    """
An address of a phone's setting is not in the form that the vendor takes: with `https://`, or without.
""",
)

EXPIRY_ROUNDED = Code(
    "PH023",
    "expiry-rounded",
    """
The vendor counts the time between logins in minutes, and the time that is wanted is no whole minute.

```yaml bad
account:
  phones: {expires: 90s}
devices:
  lobby: {model: htek-uc924, mac: 00:1f:c1:aa:bb:02}  # expect: PH023
```

```yaml good
account:
  phones: {expires: 2m}
devices:
  lobby: {model: htek-uc924, mac: 00:1f:c1:aa:bb:02}
```
""",
)

HOTDESK_NOT_ON_MODEL = Code(
    "PH025",
    "hotdesk-not-on-model",
    """
A key for hot-desking is on a phone that can't change whose phone it is.
""",
)

OTHER_DIALECT = Code(
    "PH027",
    "setting-of-other-dialect",
    """
A free setting of a phone has the name that other firmware of its vendor uses.

The phone would pass over it without a word.
""",
)

TOO_OLD = Code(
    "PH028",
    "too-old-for-tls",
    """
The model speaks no TLS of this decade (1.2), so what it says can be listened to.
""",
)

UNKNOWN_MODEL = Code(
    "PH031",
    "unknown-model",
    """
No vendor has a phone of this model.

`pbxc phones vendors` lists every model that is known. `generic-card` is for a phone that somebody
sets up by hand: it gets a card with what to type.

```yaml bad
devices:
  lobby: {model: yealink-t45w, mac: 80:5e:c0:aa:bb:01}  # expect: PH031
```

```yaml good
devices:
  lobby: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01}
```
""",
)

UNKNOWN_SETTING = Code(
    "PH032",
    "unknown-setting",
    """
A free setting of a phone is not one that its vendor knows, or has a value that it doesn't take.

Phones pass over what they don't know, so a typing mistake would never be noticed.

```yaml bad
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    settings: {no.such.setting: "1"}  # expect: PH032
```

```yaml good
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
```
""",
)

SETTING_OF_OURS = Code(
    "PH033",
    "setting-of-ours",
    """
A free setting of a phone would change what pbxc itself sets for safety.

Where a phone logs in, how it encrypts, whom it believes, where it gets its files and how it calls for
help stand in fields of the language, where they are checked.
""",
)

NO_MAC = Code(
    "PH034",
    "no-mac",
    """
A desk phone has a model and no hardware address, so its files could never be found.

Soft phones have none: they get a link.

```yaml bad
devices:
  lobby: {model: yealink-t54w}  # expect: PH034
```

```yaml good
devices:
  lobby: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01}
```
""",
)

NOT_SAID = Code(
    "PH035",
    "not-said-to-phone",
    """
Something that is wanted of a phone can't be told to its model. The phone works without it.
""",
)


@cache
def phone_codes() -> Mapping[str, Code]:
    """All of them by their codes."""
    return {one.code: one for one in codes_of(sys.modules[__name__])}
