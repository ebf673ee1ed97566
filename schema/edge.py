"""Where a switch listens: the platform's edge, and what each of its nodes has otherwise."""

from __future__ import annotations

from pydantic import Field

from schema.base import Model
from schema.scalars import Host, Port


class Edge(Model):
    """Where the platform's switch listens. Master account only."""

    address: Host = Field(default="0.0.0.0", description="address to listen on")
    udp_port: Port = Field(default=5060, description="SIP over UDP")
    tcp_port: Port = Field(default=5060, description="SIP over TCP")
    rtp_first: Port = Field(default=10000, description="first media port")
    rtp_last: Port = Field(default=20000, description="last media port")
    external_address: Host | None = Field(default=None, description="what phones outside see")
    ami_port: Port = Field(default=5038, description="management interface, on loopback")


class NodeEdge(Model):
    """One of several switches of the platform. What isn't said is as the platform's `edge` says."""

    address: Host | None = Field(default=None, description="address to listen on")
    udp_port: Port | None = Field(default=None, description="SIP over UDP")
    tcp_port: Port | None = Field(default=None, description="SIP over TCP")
    rtp_first: Port | None = Field(default=None, description="first media port")
    rtp_last: Port | None = Field(default=None, description="last media port")
    external_address: Host | None = Field(default=None, description="what phones outside see")
    ami_port: Port | None = Field(default=None, description="management interface, on loopback")

    def over(self, edge: Edge) -> Edge:
        """The platform's edge as it is on this node."""
        said = {name: value for name in NodeEdge.model_fields if (value := getattr(self, name))}
        return edge.model_copy(update=said)
