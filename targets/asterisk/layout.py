"""Where Asterisk finds its folders. All else of a bundle is the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of `asterisk.conf`, the program that sends mail, and the database of objects that
    a node of live delivery has. All are absolute paths."""

    etc: str = "/etc/asterisk"
    modules: str = "/usr/lib/asterisk/modules"
    lib: str = "/var/lib/asterisk"
    data: str = "/usr/share/asterisk"
    database: str = "/var/lib/asterisk"
    spool: str = "/var/spool/asterisk"
    run: str = "/run/asterisk"
    log: str = "/var/log/asterisk"
    keys: str = "/var/lib/asterisk"
    agi: str = "/usr/share/asterisk/agi-bin"
    sbin: str = "/usr/sbin"
    mailer: str = "/usr/sbin/sendmail -t"
    objects: str = "/var/lib/asterisk/pbxc-objects.sqlite3"

    @property
    def media(self) -> str:
        """The folder of the accounts' recordings, which are part of the bundle."""
        return f"{self.etc}/media"
