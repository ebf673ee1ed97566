"""`pbxc phones onboard`."""

from __future__ import annotations

from pathlib import Path

import click

from schema.quantities import seconds_in
from tenants.cli.installed import answered, config_option, installation_of, shown_time
from tenants.cli.options import format_option, print_json
from tenants.controller.control import Request, ask
from tenants.key_file import Refused
from tenants.ledger.times import read_time
from tenants.terminal import say

PICTURES = (".png", ".svg")


def _seconds(_ctx: click.Context, _parameter: click.Parameter, value: str) -> int:
    seconds = seconds_in(value)
    if not seconds:
        raise click.BadParameter(f"{value} is not a duration: write 30m, 24h or 7d.")
    return seconds


def _picture(_ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in PICTURES:
        raise click.BadParameter(f"{value} is neither .png nor .svg.")
    return value


@click.command("onboard", epilog="Example: pbxc phones onboard anna-mobile@harbour.example.com")
@click.argument("phone", metavar="DEVICE")
@click.option(
    "--expires",
    "seconds",
    default="24h",
    show_default=True,
    callback=_seconds,
    help="How long the link works: 30m, 24h, 7d.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_picture,
    help="Write the code to this file too, as .png or .svg.",
)
@config_option
@format_option("text", "json")
def command(
    phone: str, seconds: int, picture: Path | None, config: str | None, form: str
) -> None:  # fmt: skip
    """Make a link with which a soft phone is set up.

    DEVICE is the phone's name, such as anna-mobile@harbour.example.com. Send its owner the link, or
    have them scan the code. It works once; whoever only looks at the page, as mail scanners do, doesn't
    use it up. An older link of the same phone works no more. Only pbxc serve can make one.
    """
    installation = installation_of(config)
    request = Request("onboard", {"phone": phone, "seconds": seconds})
    made = {
        name: str(value)
        for name, value in answered(ask(installation.state, request)).fields.items()
    }
    url = made["url"]
    if picture is not None:
        _write(picture, url)
    if form == "json":
        print_json({"phone": made["phone"], "url": url, "until": made["until"]})
        return
    from tenants.provisioning.qr import terminal_text

    say(terminal_text(url))
    say(f"{url}\n")
    say(f"for {made['phone']}, once, until {shown_time(read_time(made['until']))}\n")
    if picture is not None:
        say(f"wrote {picture}\n")


def _write(picture: Path, url: str) -> None:
    """The code as a file, for its owner's eyes: whoever reads it has the link."""
    from tenants.provisioning.qr import png, svg

    content = png(url) if picture.suffix.lower() == ".png" else svg(url).encode()
    try:
        picture.unlink(missing_ok=True)  # one that others may read would stay so
        picture.touch(mode=0o600)
        picture.write_bytes(content)
    except OSError as error:
        raise Refused(f"{picture}: {(error.strerror or str(error)).lower()}") from error
