"""`pbxc phones vendors`."""

from __future__ import annotations

import click

from schema.reading import did_you_mean
from targets.provisioning.capability import Model, all_models
from targets.provisioning.vendor import Vendor, all_vendors
from tenants.cli.options import format_option, print_json
from tenants.terminal import say, say_table


@click.command("vendors", epilog="Example: pbxc phones vendors yealink")
@click.argument("vendor", metavar="[VENDOR]", required=False)
@format_option("text", "json")
def command(vendor: str | None, form: str) -> None:
    """Tell which vendors of phones there are, their dialects, and their models.

    A model's name is what stands behind `model:` in YAML. With VENDOR: its models with all that is said
    of them, and who says so.
    """
    chosen = _chosen(vendor)
    if form == "json":
        print_json({"vendors": [_vendor_json(one) for one in chosen]})
        return
    if vendor is None:
        rows = [_row(one) for one in chosen]
        say_table(rows, ("vendor", "called", "dialects", "models", "told by", "kind"))
        return
    _tell(chosen[0])


def _chosen(vendor: str | None) -> list[Vendor]:
    if vendor is None:
        return list(all_vendors().values())
    if vendor not in all_vendors():
        hint = did_you_mean(vendor, list(all_vendors()))
        raise click.BadParameter(f"there is no {vendor}. {hint}".strip(), param_hint="VENDOR")
    return [all_vendors()[vendor]]


def _row(vendor: Vendor) -> tuple[str, ...]:
    return (
        vendor.slug,
        vendor.name,
        ", ".join(one.slug for one in vendor.dialects),
        str(len(_models(vendor))),
        vendor.notify.check or "nothing",
        "soft" if vendor.soft else "phone",
    )


def _tell(vendor: Vendor) -> None:
    say(f"{vendor.name}\n")
    for dialect in vendor.dialects:
        say(f"\n{dialect.slug}: {dialect.name}\n")
        say(f"  keys: {', '.join(sorted(dialect.kinds)) or 'none'}\n")
        rows = [
            (f"  {model.slug}", model.name, *_told(model))
            for model in _models(vendor)
            if model.dialect == dialect.slug
        ]
        say_table(rows, ("  model", "called", "accounts", "keys", "modules"))


def _told(model: Model) -> tuple[str, ...]:
    return tuple(model.told(ability) for ability in ("accounts", "line_keys", "modules"))


def _models(vendor: Vendor) -> list[Model]:
    return [one for one in all_models().values() if one.vendor == vendor.slug]


def _vendor_json(vendor: Vendor) -> dict[str, object]:
    return {
        "vendor": vendor.slug,
        "name": vendor.name,
        "soft": vendor.soft,
        "notify": {"check": vendor.notify.check, "reboot": vendor.notify.reboot},
        "ouis": list(vendor.ouis),
        "sources": list(vendor.sources),
        "dialects": [
            {"dialect": one.slug, "name": one.name, "keys": sorted(one.kinds)}
            for one in vendor.dialects
        ],
        "models": [_model_json(one) for one in _models(vendor)],
    }


def _model_json(model: Model) -> dict[str, object]:
    claims = {
        ability: [
            {"value": one.value, "source": one.source, "date": one.date, "meaning": one.meaning}
            for one in found
        ]
        for ability, found in model.claims.items()
    }
    return {
        "model": model.slug,
        "name": model.name,
        "dialect": model.dialect,
        "agents": list(model.agents),
        "claims": claims,
    }
