"""The settings of one controller: where accounts come from, which nodes they go to, what it keeps.

They stand in `/etc/pbxc/pbxc.yaml`, or in the file that `--config` or PBXC_CONFIG names, and are read
as strictly as the language is. No secret stands there, only where secrets are. Paths are relative to
the file's folder.

```yaml
repository: /srv/git/platform.git
branch: main
credential: deploy
credentials: {deploy: {ssh_key: deploy_key}, hub: {token_env: PBXC_TOKEN}}
state: /var/lib/pbxc
key: /etc/pbxc/key
nodes:
  main: {folder: /etc/asterisk, ami: {port: 5038}, start: [systemctl, restart, asterisk]}
listen: {address: 127.0.0.1, port: 8088}
webhooks: [{name: hub, kind: github, secret_file: /etc/pbxc/hook}]
phones: {address: 0.0.0.0, port: 9443, certificate: phones.crt, key: phones.key}
```
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError, ValidationInfo

from compiler import codes_shape
from compiler.diagnostics import Diagnostic, has_errors
from compiler.raw_text import LARGEST_FILE
from compiler.shapes import read_shape_errors
from compiler.sources import AccountFolder, SourceFile, Sources, read_sources
from schema.base import Model
from schema.program import Origin, Route
from schema.quantities import Flag, duration, whole
from schema.reading import Reader, did_you_mean, quote, refusal, typed
from schema.secret import Secret
from targets.asterisk.layout import Layout
from tenants.folder import read_at_most
from tenants.key_file import Refused, read_private
from tenants.repository.location import Credential, Location

VARIABLE = "PBXC_CONFIG"
USUAL = Path("/etc/pbxc/pbxc.yaml")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
_URL_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]{1,100}){1,8}")
_PASSWORD_IN_URL = re.compile(r"[a-z+]+://[^/@]*:[^/@]*@")


def _read_path(value: Any, info: ValidationInfo) -> Path:
    text = _read_line(value)
    folder = (info.context or {}).get("folder", ".")
    return Path(os.path.normpath(os.path.join(folder, os.path.expanduser(text))))


def _read_line(value: Any) -> str:
    text = typed(value, "a text")
    if not text or not text.isprintable() or len(text) > 1000:
        raise refusal(f"{quote(text)} is not a line of text.")
    return text


def _read_url(value: Any) -> str:
    text = _read_line(value)
    if _PASSWORD_IN_URL.match(text):
        sentence = "A password stands in this address, where everybody can read it."
        raise refusal(sentence, "Name a credential instead.")
    if text.startswith(("-", "ext::")):
        raise refusal(f"{quote(text)} is not the address of a repository.")
    return text


def _matching(pattern: re.Pattern[str], what: str) -> Reader:
    def read(value: Any) -> str:
        text = typed(value, what)
        if not pattern.fullmatch(text):
            raise refusal(f"{quote(text)} is not {what}.")
        return text

    return Reader(read, what)


def _read_address(value: Any) -> str:
    text = typed(value, "an IP address")
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise refusal(f"{quote(text)} is not an IP address.") from None


def _read_network(value: Any) -> str:
    text = typed(value, "a network")
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        raise refusal(f"{quote(text)} is not an IP address or network.") from None


def _read_url_path(value: Any) -> str:
    text = typed(value, "a path")
    if text and not _URL_PATH.fullmatch(text):
        raise refusal(f"{quote(text)} is not the path of an address: write /provisioning.")
    return text


FilePath = Annotated[Path, PlainValidator(_read_path)]
"""A path as it is read: from the folder of the settings on."""

Line = Annotated[str, Reader(_read_line, "A line of text.")]
Url = Annotated[str, Reader(_read_url, "The address of a repository.")]
Name = Annotated[str, _matching(_NAME, "a name of small letters, digits and hyphens")]
Variable = Annotated[str, _matching(_VARIABLE, "the name of an environment variable")]
Address = Annotated[str, Reader(_read_address, "An IP address.")]
Network = Annotated[str, Reader(_read_network, "An IP address or network.")]
UrlPath = Annotated[str, Reader(_read_url_path, "The path of an address.")]


class CredentialSetting(Model):
    """What opens a repository: the file of a private key for ssh, or a token for https, which stands
    in an environment variable or a file. `user` goes with a token where the forge asks for one."""

    ssh_key: FilePath | None = None
    token_env: Variable | None = None
    token_file: FilePath | None = None
    user: Line | None = None

    def read(self, name: str, environment: Mapping[str, str]) -> Credential:
        """The credential itself. Refused where it isn't there."""
        if self.ssh_key is not None:
            read_private(self.ssh_key, "private key")
            return Credential(name, Secret(str(self.ssh_key)))
        token = self._token(environment)
        return Credential(name, Secret(f"{self.user}:{token}" if self.user else token))

    def _token(self, environment: Mapping[str, str]) -> str:
        if self.token_file is not None:
            return read_private(self.token_file, "token").strip()
        token = environment.get(self.token_env or "")
        if not token:
            raise Refused(f"The environment variable {self.token_env} holds no token.")
        return token


class AmiSetting(Model):
    """Where a node's manager interface listens. With `tls`, `authority` is the file of the
    certificates that we believe."""

    host: Line = "127.0.0.1"
    port: Annotated[int, whole(1, 65535)] = 5038
    tls: Flag = False
    authority: FilePath | None = None


class NodeSetting(Model):
    """One Asterisk: the folder of its configuration, its manager interface, and the command that
    starts it again (none: somebody else does).

    `directories` are those of `asterisk.conf` where they aren't Debian's (`spool`, `log`, `objects`
    for the database of objects, ...), as Asterisk sees them. One in a container, or another root,
    sees them below `root`, and so does `folder` lie there.
    """

    folder: FilePath
    ami: AmiSetting = AmiSetting()
    start: tuple[Line, ...] = ()
    directories: Mapping[Name, Line] = Field(default_factory=dict)
    root: FilePath = Path("/")

    def layout(self) -> Layout:
        """Where this Asterisk finds its folders."""
        etc = "/" + os.path.relpath(self.folder, self.root)
        return replace(Layout(), etc=etc, **self.directories)

    def seen(self, path: str) -> Path:
        """A path of Asterisk's as we see it."""
        return self.root / path.lstrip("/")


class ListenSetting(Model):
    """Where metrics, health and webhooks are answered; over https with a certificate and its key."""

    address: Address = "127.0.0.1"
    port: Annotated[int, whole(0, 65535)] = 8088
    certificate: FilePath | None = None
    key: FilePath | None = None

    @property
    def is_local(self) -> bool:
        """Whether only this machine can ask."""
        return ipaddress.ip_address(self.address).is_loopback


class PhonesSetting(ListenSetting):
    """Where phones fetch their files, over https.

    `authority` is the file of the certificates of phones' makers, where phones may prove by their own
    certificate who they are; whoever shows one of anybody else is turned away, so it must have those
    of all makers. `path` is what stands before everything in a phone's address (`/provisioning`).
    `proxies` are web servers of ours before this one, which say who asks (X-Forwarded-For).
    `first_contact` is how long a token for the first contact of a phone is good, `told_per_second`
    how many phones are told in a second that there is something new. `sealed` are the vendors whose
    phones get their files encrypted; they must hold the key that `pbxc phones key` prints.
    """

    port: Annotated[int, whole(0, 65535)] = 9443
    authority: FilePath | None = None
    path: UrlPath = ""
    proxies: tuple[Network, ...] = ()
    first_contact: Annotated[int, duration(60, 366 * 86400)] = 30 * 86400
    told_per_second: Annotated[int, whole(1, 1000)] = 20
    sealed: tuple[Name, ...] = ()


class WebhookSetting(Model):
    """A forge that says when something was pushed, and the file of the secret it signs with."""

    name: Name
    kind: Literal["github", "gitlab", "gitea"]
    secret_file: FilePath

    def secret(self) -> Secret:
        """The secret itself. Refused where it isn't there, or others can read it."""
        text = read_private(self.secret_file, "webhook's secret").strip()
        if not text:
            raise Refused(f"{self.secret_file} holds no secret.")
        return Secret(text)


class Installation(Model):
    """All of it. `signers` are the people who may sign commits, `given` the file of the secrets that
    were given to us, `poll` the seconds between looks at repositories elsewhere."""

    repository: Url
    branch: Line = "main"
    credential: Name | None = None
    credentials: Mapping[Name, CredentialSetting] = Field(default_factory=dict)
    signers: FilePath | None = None
    state: FilePath
    key: FilePath
    given: FilePath | None = None
    nodes: Mapping[Name, NodeSetting]
    listen: ListenSetting | None = None
    webhooks: tuple[WebhookSetting, ...] = ()
    phones: PhonesSetting | None = None
    poll: Annotated[int, duration(1, 86400)] = 60

    def location(self, environment: Mapping[str, str]) -> Location:
        """Where the platform's repository is, and what opens it. Refused where that isn't there."""
        opened = None
        if self.credential is not None:
            opened = self.credentials[self.credential].read(self.credential, environment)
        return Location(self.repository, opened, trusted=True)


@dataclass(frozen=True)
class Settings:
    """A file of settings: what it says, or what is wrong with it, told with its lines."""

    installation: Installation | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def installation_path(named: str | None, environment: Mapping[str, str]) -> Path:
    """Where the settings stand: where it was said, else in the usual place."""
    chosen = named or environment.get(VARIABLE)
    return Path(chosen) if chosen else USUAL


def read_installation(path: Path) -> Settings:
    """The settings in a file. Refused where there is none, or strangers could write it."""
    return parse_installation(_read_file(path), str(path))


def parse_installation(data: bytes, file: str) -> Settings:
    """Settings that were written in a file of this name."""
    sources = read_sources([AccountFolder("", (SourceFile(file, "pbxc.yaml", data),))])
    found, tree = list(sources.diagnostics), sources.documents[""]
    if has_errors(found):
        return Settings(None, tuple(found), sources)
    try:
        context = {"folder": os.path.dirname(os.path.abspath(file))}
        installation = Installation.model_validate(tree, context=context)
    except ValidationError as error:
        found += read_shape_errors(error, Installation, tree, "")
        return Settings(None, tuple(found), sources)
    found += _contradictions(installation)
    return Settings(None if has_errors(found) else installation, tuple(found), sources)


def _read_file(path: Path) -> bytes:
    try:
        mode = os.stat(path).st_mode
        data, size = read_at_most(str(path), LARGEST_FILE)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = f"Name the settings with --config or {VARIABLE}."
        raise Refused(f"{path} can't be read: {reason}. {hint}") from error
    if mode & 0o002:
        raise Refused(f"Anybody can change {path}. Run: chmod o-w {path}")
    if size > LARGEST_FILE:
        raise Refused(f"{path} is too large to be a file of settings.")
    return data


# --- what no single value shows -----------------------------------------------------------------


def _contradictions(settings: Installation) -> Iterator[Diagnostic]:
    yield from _of_credentials(settings)
    if not settings.nodes:
        yield _wrong(("nodes",), "There is no node.")
    yield from _of_nodes(settings.nodes)
    yield from _of_listening(settings)
    yield from _of_phones(settings.phones)


def _of_credentials(settings: Installation) -> Iterator[Diagnostic]:
    known = settings.credentials
    for name, one in known.items():
        said = [each for each in (one.ssh_key, one.token_env, one.token_file) if each is not None]
        if len(said) != 1:
            message = f"{quote(name)} needs one of ssh_key, token_env and token_file."
            yield _wrong(("credentials", name), message)
    if settings.credential is not None and settings.credential not in known:
        message = f"There is no credential {quote(settings.credential)}."
        yield _wrong(("credential",), message, did_you_mean(settings.credential, known))


def _of_nodes(nodes: Mapping[str, NodeSetting]) -> Iterator[Diagnostic]:
    folders: dict[Path, str] = {}
    for name, node in nodes.items():
        yield from _of_folders(name, node)
        first = folders.setdefault(node.folder, name)
        if first != name:
            message = f"{quote(name)} has the folder of {quote(first)}."
            yield _wrong(("nodes", name, "folder"), message)


def _of_folders(name: str, node: NodeSetting) -> Iterator[Diagnostic]:
    if not node.folder.is_relative_to(node.root):
        message = f"{quote(str(node.folder))} is not below {quote(str(node.root))}."
        yield _wrong(("nodes", name, "folder"), message)
    known = [field.name for field in fields(Layout)]
    for kind, path in node.directories.items():
        if kind not in known:
            message = f"Asterisk has no directory {quote(kind)}."
            yield _wrong(("nodes", name, "directories", kind), message, did_you_mean(kind, known))
        elif not path.startswith("/"):
            message = f"{quote(path)} is no absolute path."
            yield _wrong(("nodes", name, "directories", kind), message)


def _of_listening(settings: Installation) -> Iterator[Diagnostic]:
    listen = settings.listen
    if listen is None:
        if settings.webhooks:
            message = "Nobody can call a webhook: it isn't said where to listen."
            yield _wrong(("webhooks",), message, "Write listen: {address: ..., port: ...}.")
        return
    if (listen.certificate is None) != (listen.key is None):
        yield _wrong(("listen",), "A certificate and its key belong together.")
    elif settings.webhooks and listen.certificate is None and not listen.is_local:
        message = "Webhooks would come over the network in clear."
        hint = "Name a certificate and its key, or listen on 127.0.0.1 behind a proxy."
        yield _wrong(("listen",), message, hint)
    names = [hook.name for hook in settings.webhooks]
    for index, name in enumerate(names):
        if name in names[:index]:
            message = f"Two webhooks are named {quote(name)}."
            yield _wrong(("webhooks", index, "name"), message)


def _of_phones(phones: PhonesSetting | None) -> Iterator[Diagnostic]:
    """Phones' files hold passwords: they never go over a network in clear."""
    if phones is None:
        return
    if (phones.certificate is None) != (phones.key is None):
        yield _wrong(("phones",), "A certificate and its key belong together.")
    elif phones.certificate is None and not phones.is_local:
        message = "Phones would fetch their passwords over the network in clear."
        hint = "Name a certificate and its key, or listen on 127.0.0.1 behind a proxy."
        yield _wrong(("phones",), message, hint)
    elif phones.certificate is None and phones.authority is not None:
        message = "Phones show certificates over https only."
        yield _wrong(("phones", "authority"), message, "Name a certificate and its key.")


def _wrong(route: Route, message: str, hint: str = "") -> Diagnostic:
    return codes_shape.BAD_VALUE.at(Origin("", route), message, hint)
