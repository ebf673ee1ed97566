"""Encrypting files for phones, where the installation says so and their vendor has a sound scheme.

The key is the account's own: sixteen letters, made from the root key. A phone must hold it before its
files are encrypted, so the first contact (by a bootstrap token) is answered in clear, over TLS; there
the key is typed into the phone. Only the file with the password is encrypted: no phone reads another.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from schema.secret import Secrets
from targets.provisioning.seals import headers_of, scheme_of, seal
from targets.provisioning.vendor import PhoneFile, Seal
from tenants.provisioning.wanted import WantedPhone
from tenants.secrets import MadeName

KEY_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Sealing:
    """How a file is encrypted: the scheme, and the key."""

    scheme: Seal
    key: str = field(repr=False)

    def of(self, text: bytes, version: str) -> tuple[bytes, tuple[tuple[str, str], ...]]:
        """The encrypted file, and what the answer's head must say of it. ValueError for a key that
        the scheme doesn't take."""
        return seal(self.scheme, text, self.key, version), headers_of(self.scheme)


def sealing_of(
    wanted: WantedPhone, file: PhoneFile, vendors: Collection[str], secrets: Secrets
) -> Sealing | None:
    """How a file of a phone is encrypted; None for not at all. `vendors` are those that the
    installation names."""
    scheme = scheme_of(wanted.vendor, wanted.dialect)
    if not scheme or wanted.vendor.slug not in vendors or file is not wanted.main_file():
        return None
    return Sealing(scheme, account_key(MadeName.read(wanted.desk.token).account, secrets))


def account_key(account: str, secrets: Secrets) -> str:
    """The key of the files of an account, by its path."""
    return secrets.text(f"{account}:phones:seal#0").reveal()[:KEY_LETTERS]
