"""The certificate with which phones are answered, and the authorities whose phones we believe."""

from __future__ import annotations

import ssl
from pathlib import Path

from tenants.key_file import Refused


def phone_context(certificate: Path, key: Path, authority: Path | None = None) -> ssl.SSLContext:
    """What TLS needs to answer phones: from version 1.2 on. `authority`: certificates of phones' makers;
    a phone is asked for its own then, and may show none. Refused where a file isn't as it must be.

    A certificate that is renewed on the disk is taken up without a restart.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
        if authority is not None:
            context.load_verify_locations(authority)
            context.verify_mode = ssl.CERT_OPTIONAL
            # Makers' certificates are older than today's rules for how they must look.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or str(error)
        raise Refused(f"{certificate} can't be used for phones: {why}.") from error
    renewed = _Renewed(certificate, key)
    context.sni_callback = renewed.look
    return context


class _Renewed:
    """Looks whether a certificate was renewed, whenever somebody connects."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self._seen = self._stamps()

    def look(self, link: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        """Takes it up for those who connect next. Half a renewal is left for later."""
        try:
            stamps = self._stamps()
            if stamps != self._seen:
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*self._files)
                context.load_cert_chain(*self._files)
                self._seen = stamps
        except (OSError, ssl.SSLError):
            return

    def _stamps(self) -> tuple[tuple[int, int], ...]:
        stats = [file.stat() for file in self._files]
        return tuple((one.st_mtime_ns, one.st_ino) for one in stats)
