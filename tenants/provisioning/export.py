"""Phones' files as a tree for any web server, for whoever doesn't have the controller answer phones.

Everything in it is secret: files with passwords, tokens as names of folders, hashes of passwords. A web
server knows nothing of predecessors, first contacts and downloads; what it serves is as of one moment.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from schema.secret import Secrets
from tenants.provisioning.directory import REALM
from tenants.provisioning.wanted import WantedPhone

HTTP, SERVER, USERS = "nginx-http.conf", "nginx-server.conf", "htpasswd"
_PLAIN_FOLDER = re.compile(r"/[A-Za-z0-9._/-]+")


@dataclass(frozen=True)
class Exported:
    """The tree: contents by path. `folder` is where it will lie."""

    files: Mapping[str, bytes]


def export(phones: Iterable[WantedPhone], secrets: Secrets, folder: str) -> Exported:
    """The tree of some phones, to lie in a folder. ValueError for a folder whose name nginx can't be
    told; KeyError, CantCarry for a file that can't be filled."""
    if not _PLAIN_FOLDER.fullmatch(folder):
        raise ValueError(f"{folder} has characters that a web server's settings don't take")
    listed = sorted(phones, key=lambda one: one.id)
    files = {path: text for one in listed for path, text in _files(one, secrets)}
    files[HTTP] = "".join(_http(listed, secrets)).encode()
    files[SERVER] = "".join(_server(listed, secrets, folder)).encode()
    files[USERS] = "".join(_users(listed, secrets)).encode()
    return Exported(files)


def _files(wanted: WantedPhone, secrets: Secrets) -> Iterator[tuple[str, bytes]]:
    """A phone's files below its token; a name with its hardware address in small and large letters."""
    token, mac = _token(wanted, secrets), wanted.phone.mac
    for file in wanted.files:
        named = {name: secrets.text(name).reveal() for name in file.document.secrets}
        text = file.document.fill(named).encode()
        names = {file.name}
        if mac:
            names |= {file.name.replace(mac, mac.upper()), file.name.replace(mac.upper(), mac)}
        for name in sorted(names):
            yield f"phones/{token}/{name}", text


def _token(wanted: WantedPhone, secrets: Secrets) -> str:
    return secrets.text(wanted.desk.token).reveal()


def _users(phones: Iterable[WantedPhone], secrets: Secrets) -> Iterator[str]:
    """Users and salted hashes. Phones with networks have none: by their token alone they are found,
    since nginx knows networks by address and not by user."""
    for one in phones:
        if one.desk.web and not one.networks:
            password = secrets.text(one.desk.web).reveal().encode()
            salt = hashlib.sha256(b"pbxc htpasswd" + password).digest()[:8]
            hashed = base64.b64encode(hashlib.sha1(password + salt).digest() + salt).decode()
            yield f"{one.user}:{{SSHA}}{hashed}\n"


def _http(phones: Iterable[WantedPhone], secrets: Secrets) -> Iterator[str]:
    """What belongs into nginx's `http`."""
    yield "# Holds secrets. Include it in nginx's http { }.\n"
    yield "limit_req_zone $binary_remote_addr zone=pbxc_phones:10m rate=50r/s;\n"
    yield 'map $remote_user $pbxc_phone {\n    default "";\n'
    for one in phones:
        if one.desk.web and not one.networks:
            yield f'    "{one.user}" "{_token(one, secrets)}";\n'
    yield "}\n"


def _server(phones: Iterable[WantedPhone], secrets: Secrets, folder: str) -> Iterator[str]:
    """What belongs into nginx's `server`, which has its certificate."""
    listed = tuple(phones)
    prefix = next((_prefix(one) for one in listed), "")
    yield (
        "# Holds secrets. Include it in a server { } that listens with a certificate.\n"
        "ssl_protocols TLSv1.2 TLSv1.3;\n"
    )
    common = (
        "    limit_except GET { deny all; }\n"
        "    limit_req zone=pbxc_phones burst=5000 nodelay;\n"
        "    access_log off;\n"
        "    log_not_found off;\n"
        "    etag on;\n"
        "    default_type text/plain;\n"
        "    add_header Cache-Control 'private, no-cache';\n"
        "    error_page 403 404 405 = @pbxc_nothing;\n"
    )
    for one in listed:
        if one.networks:
            token = _token(one, secrets)
            allowed = "".join(f"    allow {network};\n" for network in one.networks)
            yield f"location ^~ {_prefix(one)}/{token}/ {{\n{allowed}    deny all;\n"
            yield f"    alias {folder}/phones/{token}/;\n{common}}}\n"
    yield f"location {prefix}/ {{\n    alias {folder}/phones/;\n{common}}}\n"
    yield f"location ~ ^{re.escape(prefix)}/(?<pbxc_file>[A-Za-z0-9._-]+)$ {{\n"
    yield f'    auth_basic "{REALM}";\n    auth_basic_user_file {folder}/{USERS};\n'
    yield f"    alias {folder}/phones/$pbxc_phone/$pbxc_file;\n{common}}}\n"
    yield (
        "location @pbxc_nothing {\n    default_type text/plain;\n"
        '    return 404 "not found\\n";\n}\n'
    )


def _prefix(wanted: WantedPhone) -> str:
    """The path of the address of a phone's files, up to its token."""
    first = wanted.phone.download.url[0]
    return urlsplit(first).path.rstrip("/") if isinstance(first, str) else ""
