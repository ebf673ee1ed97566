"""The files of phones as people may see them: to be looked at, compared and kept, not to be served."""

from __future__ import annotations

from collections.abc import Mapping

from schema.inventory import Inventory
from tenants.provisioning.wanted import wanted_files

FOLDER = "phones"


def masked_files(inventory: Inventory) -> Mapping[str, bytes]:
    """Every file of every phone, as `phones/<account>/<device>/<file>`, with stars for secrets."""
    devices = {one.id: one.device for one in inventory.endpoints}
    return {
        f"{FOLDER}/{wanted.phone.account}/{devices[name]}/{file.name}": file.document.masked().encode()
        for name, wanted in wanted_files(inventory).items()
        for file in wanted.files
    }
