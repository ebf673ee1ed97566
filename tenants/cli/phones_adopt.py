"""`pbxc phones adopt`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from compiler.render import visible
from compiler.resolving import yaml_text
from targets.provisioning.capability import all_models
from targets.provisioning.free_settings import is_free
from targets.provisioning.text import CantCarry
from targets.provisioning.vendor import Adopted, Vendor, all_vendors
from tenants.cli.options import format_option, print_json
from tenants.folder import read_at_most
from tenants.key_file import Refused
from tenants.terminal import say

LARGEST = 1 << 20
_SIGNS = (("<hl_provision", "htek"), ("<gs_provision", "grandstream"), ("#!version", "yealink"))
_MAC = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")


@click.command("adopt", epilog="Example: pbxc phones adopt 805ec0a1b2c3.cfg --model yealink-t54w")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--vendor", help="Whose file it is, where it doesn't show: yealink, htek, grandstream."
)
@click.option("--model", help="The phone's model, as `pbxc phones vendors` names it.")
@click.option("--name", default="adopted", show_default=True, help="The device's name.")
@format_option("yaml", "json")
def command(file: Path, vendor: str | None, model: str | None, name: str, form: str) -> None:
    """Read an existing file of a phone of Yealink, Htek or Grandstream as YAML.

    What the language has words for stands in them; settings of the vendor's that may be written freely
    stand under `settings`; the names of all others are told. Passwords are never read: a phone that is
    taken over gets new ones.
    """
    text = _text(file)
    found = _adopted(_vendor(text, vendor, model), text, file)
    device = _device(found, model, file)
    left = [one for one in found.left if one not in _freely(found)]
    if form == "json":
        print_json({"vendor": found.vendor, "device": device, "left": left})
        return
    say(yaml_text({"devices": {name: device}}))
    if model is None:
        say("# Its model is missing: say it with --model.\n")
    if left:
        say("# Nothing in the language says these settings of the file:\n")
        say("".join(f"#   {visible(one)}\n" for one in left))


def _text(file: Path) -> str:
    try:
        data, size = read_at_most(str(file), LARGEST)
    except OSError as error:
        raise Refused(f"{file}: {(error.strerror or str(error)).lower()}") from error
    if size > LARGEST:
        raise Refused(f"{file} is too large to be a phone's file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{file} is no text: phones of some vendors keep encrypted files.") from None


def _vendor(text: str, named: str | None, model: str | None) -> Vendor:
    """Whose file it is: as somebody says, or as its beginning shows."""
    if model is not None and model not in all_models():
        raise click.BadParameter(f"there is no {model}.", param_hint="--model")
    of_model = all_models()[model].vendor if model is not None else None
    shown = next((vendor for sign, vendor in _SIGNS if sign in text[:4000]), None)
    slug = named or of_model or shown
    if slug is None:
        raise Refused("The file doesn't show whose it is: say it with --vendor.")
    vendor = all_vendors().get(slug)
    if vendor is None or vendor.adopt is None:
        known = ", ".join(one.slug for one in all_vendors().values() if one.adopt)
        raise click.BadParameter(f"files of {slug} can't be read: {known} can.")
    return vendor


def _adopted(vendor: Vendor, text: str, file: Path) -> Adopted:
    assert vendor.adopt is not None
    try:
        return vendor.adopt(text)
    except (CantCarry, ValueError) as error:
        raise Refused(f"{file} is no file of {vendor.name}: {error}.") from None


def _device(found: Adopted, model: str | None, file: Path) -> dict[str, object]:
    """The device as it stands in YAML."""
    named = _MAC.search(file.name.lower())
    mac = found.mac or (named[0] if named else "")
    freely = _freely(found)
    return {
        **({"model": model} if model else {}),
        **({"mac": ":".join(mac[at : at + 2] for at in range(0, 12, 2))} if mac else {}),
        **found.device,
        **({"keys": [dict(one) for one in found.keys]} if found.keys else {}),
        **({"settings": dict(freely)} if freely else {}),
    }


def _freely(found: Adopted) -> Mapping[str, str]:
    """What may be written freely of what has no words."""
    told = ((name, found.settings.get(name, "")) for name in found.left)
    return {name: value for name, value in told if value and is_free(found.vendor, name, value)}
