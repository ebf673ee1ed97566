"""Where a switch listens: the platform's edge, and what each of its nodes has otherwise."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, model_validator

from schema.base import Model
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import Host, Port

_PATH = r"(?=.{2,200}$)(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+"


def _read_path(value: Any) -> str:
    text = typed(value, "a path")
    if not re.fullmatch(_PATH, text):
        raise refusal(
            f"{quote(text)} is not a path of a file: write it from / on, in letters, digits, dots, "
            "hyphens and underscores."
        )
    return text


FilePath = Annotated[
    str,
    Reader(
        _read_path,
        "A path of a file: from / on, in letters, digits, dots, hyphens and underscores.",
        {"pattern": f"^{_PATH}$"},
    ),
]
"""Where a file lies on a node."""


class Edge(Model):
    """Where the platform's switch listens. Master account only.

    It listens on TLS once it has a certificate and a key; both are files on the node, and never in
    git.
    """

    address: Host = Field(default="0.0.0.0", description="address to listen on")
    udp_port: Port = Field(default=5060, description="SIP over UDP")
    tcp_port: Port = Field(default=5060, description="SIP over TCP")
    tls_port: Port = Field(default=5061, description="SIP over TLS, with a certificate")
    tls_certificate: FilePath | None = Field(
        default=None, description="file on the node: its certificate, with those above it"
    )
    tls_key: FilePath | None = Field(default=None, description="file on the node: the key to it")
    proxy: Host | None = Field(
        default=None, description="where phones send to; else to their realm's own name"
    )
    rtp_first: Port = Field(default=10000, description="first media port")
    rtp_last: Port = Field(default=20000, description="last media port")
    external_address: Host | None = Field(default=None, description="what phones outside see")
    ami_port: Port = Field(default=5038, description="management interface, on loopback")

    @model_validator(mode="after")
    def has_both(self) -> Edge:
        """Refuses a certificate without a key, and a key without a certificate."""
        if (self.tls_certificate is None) is not (self.tls_key is None):
            raise refusal("tls_certificate and tls_key go together: one of them is missing.")
        return self

    @property
    def secure_port(self) -> int:
        """The port for SIP over TLS; 0 where there is no certificate."""
        return self.tls_port if self.tls_certificate else 0


class NodeEdge(Model):
    """One of several switches of the platform. What isn't said is as the platform's `edge` says."""

    address: Host | None = Field(default=None, description="address to listen on")
    udp_port: Port | None = Field(default=None, description="SIP over UDP")
    tcp_port: Port | None = Field(default=None, description="SIP over TCP")
    tls_port: Port | None = Field(default=None, description="SIP over TLS")
    tls_certificate: FilePath | None = Field(default=None, description="file: its certificate")
    tls_key: FilePath | None = Field(default=None, description="file: the key to it")
    rtp_first: Port | None = Field(default=None, description="first media port")
    rtp_last: Port | None = Field(default=None, description="last media port")
    external_address: Host | None = Field(default=None, description="what phones outside see")
    ami_port: Port | None = Field(default=None, description="management interface, on loopback")

    def over(self, edge: Edge) -> Edge:
        """The platform's edge as it is on this node."""
        said = {name: value for name in NodeEdge.model_fields if (value := getattr(self, name))}
        return edge.model_copy(update=said)
