"""Where a repository is, and what opens it.

A credential is named in a grant and given outside git, as all given secrets are. It reaches the
`git` program in its environment only: never on a command line, in a file of ours or in a message.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from schema.secret import Secret

Way: TypeAlias = Literal["local", "file", "https", "ssh"]


@dataclass(frozen=True, slots=True)
class Credential:
    """What opens a repository. `name` says which it is, and whose; it stays when the secret changes.

    The secret is a token, or `user:token`, for https; for ssh the path of a private key.
    """

    name: str
    secret: Secret

    def basic(self) -> str:
        """The value of an HTTP Authorization header."""
        text = self.secret.reveal()
        pair = text if ":" in text else f"git:{text}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a repository is. `trusted` ones may use what the machine's own user has for ssh (keys,
    agent, configuration); what a tenant names may not, or it could read what is the platform's."""

    url: str
    credential: Credential | None = None
    trusted: bool = False

    @property
    def way(self) -> Way:
        """How it is reached. A local one is used in place, of all others a mirror is kept."""
        if self.url.startswith("https://"):
            return "https"
        if self.url.startswith("ssh://") or re.match(r"[^/@]+@[^/:]+:", self.url):
            return "ssh"
        return "file" if self.url.startswith("file://") else "local"

    @property
    def origin(self) -> str:
        """Scheme, host and port of an https address, with a slash."""
        return "/".join(self.url.split("/")[:3]) + "/"

    @property
    def mirror(self) -> str:
        """The name of the mirror's folder. Whoever opens the repository otherwise has another one:
        nobody reads what only somebody else's credential opened."""
        opened = self.credential.name if self.credential else ""
        key = "\0".join((self.url, opened, str(self.trusted)))
        name = re.sub(r"[^a-z0-9]+", "-", self.url.lower()).strip("-")[-40:]
        return f"{name.strip('-')}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.git"

    def __str__(self) -> str:
        return self.url
