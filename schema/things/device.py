"""`devices`: phones, and what else can be rung."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schema.base import Model
from schema.caller_identity import CallerIdentity
from schema.lowering import Place, Writer, on_platform
from schema.phone_keys import DeviceKey
from schema.phone_settings import Firmware, VendorSettings, Vlan
from schema.program import Address, Const, Enter, Origin, Param
from schema.quantities import whole
from schema.references import LocationRef, Reference
from schema.restrict import Restrict
from schema.scalars import E164, CallerName, Cidr, Codec, Extension, Flag, Mac, Slug
from schema.thing import Found, Thing

DeviceType = Literal[
    "phone", "softphone", "mobile-app", "webrtc", "cell", "landline", "ata", "fax", "door", "paging"
]


def _read_keys(value: Any) -> Any:
    """The name of a layout is a list that uses it, and so is `use` alone."""
    if isinstance(value, str | Reference):
        return [{"use": value}]
    return [value] if isinstance(value, dict) else value


class SipSettings(Model):
    """How a phone speaks SIP."""

    transport: Literal["udp", "tcp", "tls"] = Field(default="udp", description="carries signalling")
    srtp: Literal["off", "optional", "required"] = Field(
        default="off", description="media encryption"
    )
    codecs: tuple[Codec, ...] = Field(default=("g722", "alaw", "ulaw"), description="best first")
    registrations: Annotated[int, whole(1, 10)] = Field(
        default=1, description="how many phones may share the credential; more than one is a risk"
    )
    allow_from: tuple[Cidr, ...] = Field(default=(), description="networks it may register from")


class Device(Thing):
    """An endpoint: a phone that registers, or a telephone outside that belongs to somebody.

    One device is one credential, made by pbxc and never written down in git. A `cell` or `landline`
    has a `number` instead, is reached through the trunks, and asks whoever answers to press 1.

    Devices of a person stand in the user; in this section stand those of nobody: a door, a lobby.

    ```yaml
    devices:
      lobby: {type: phone, extension: 190, restrict: {national: deny}}
    ```

    A device with a `model` is provisioned: it gets every file that the phone asks for, found by its
    `mac`. A soft phone needs no `mac`. Keys are those of a layout, or a list; where no key is a
    `line`, the first one is.

    ```yaml
    devices:
      shop:
        model: htek-uc924
        mac: 00:1f:c1:aa:bb:09
        extension: 191
        keys: [line, {blf: 190, label: Lobby}, voicemail]
    ```
    """

    section: ClassVar[str] = "devices"
    kind: ClassVar[str] = "device"

    type_: DeviceType = Field(default="phone", alias="type", description="what it is")
    model: Slug | None = Field(default=None, description="the phone's model, for provisioning")
    mac: Mac | None = Field(default=None, description="its hardware address, for provisioning")
    line_label: CallerName | None = Field(default=None, description="shown beside its line key")
    sip: SipSettings = Field(default_factory=SipSettings, description="how it speaks SIP")
    number: E164 | None = Field(default=None, description="where a cell or landline is reached")
    extension: Extension | None = Field(
        default=None, description="of a device that belongs to nobody"
    )
    keys: Annotated[tuple[DeviceKey, ...], BeforeValidator(_read_keys)] = Field(
        default=(), description="what its keys do: the name of a layout, or a list"
    )
    settings: VendorSettings = Field(
        default_factory=dict, description="settings of the vendor's own, by the vendor's names"
    )
    firmware: Firmware | None = Field(
        default=None, description="version it is to have; else what the account says of the model"
    )
    vlan: Vlan | None = Field(
        default=None, description="its network, by number; else the account's"
    )
    location: LocationRef | None = Field(default=None, description="where it stands")
    caller_id: CallerIdentity = Field(default_factory=CallerIdentity, description="what others see")
    restrict: Restrict = Field(default_factory=dict, description="which calls may be made")
    emergency_callback: E164 | None = Field(
        default=None, description="number sent with an emergency call instead of the location's"
    )
    call_waiting: Flag = Field(default=True, description="rings while a call is on")
    confirm: Flag = Field(default=True, description="cell, landline: press 1 to take the call")
    enabled: Flag = Field(default=True, description="off: it neither registers nor rings")
    rotate: Annotated[int, whole(0, 10**6)] = Field(
        default=0, description="count up for a new password"
    )

    @property
    def registers(self) -> bool:
        """Whether it has SIP credentials here."""
        return self.type_ not in ("cell", "landline")

    def lower(self, place: Place) -> None:
        """Calling a device rings it, for as long as an extension rings."""
        ring = self.ring_routine(place.writer, Reference("device", place.name), None)
        place.block(
            "", Enter(on_platform("hop")), Enter(ring, (Const("own"), Const("25"), Const("")))
        )

    def ring_routine(self, writer: Writer, reference: Reference, found: Found | None) -> Address:
        """The routine that only rings it. Arguments: mode, seconds, confirm."""
        found = found or writer.account.thing(reference)
        label = f"ring.{reference}"
        return writer.once(
            label, lambda _: ring_block(writer, label, reference.name, self, found.origin)
        )


def ring_block(
    writer: Writer, label: str, name: str, device: Device, origin: Origin, after: int = 0
) -> Address:
    """Writes the routine that rings one device. Arguments: mode, seconds, confirm."""
    if not device.registers:
        confirm = Const("1" if device.confirm else "")
        number = Const(device.number or "")
        ring = Enter(writer.at("ring-number"), (number, Param(2), confirm))
        return writer.block(label, ring, origin=origin)
    endpoint = Const(f"{name}@{writer.account.realm}")
    waiting = Const("1" if device.call_waiting else "")
    ring = Enter(
        on_platform("ring-phone"), (endpoint, Const(str(after)), Param(2), Param(3), waiting)
    )
    return writer.block(label, ring, origin=origin)
