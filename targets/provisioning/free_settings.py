"""Settings of a vendor's that people may write freely, as the vendor's JSON Schema knows them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from compiler.jsonschemas import schema_errors
from targets.provisioning import vendors


@cache
def free_schema(vendor: str) -> Mapping[str, Any]:
    """The JSON Schema of a vendor's free settings."""
    file = resources.files(vendors).joinpath(f"{vendor}.schema.json")
    read: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def is_free(vendor: str, name: str, value: str) -> bool:
    """Whether a setting may be written freely, and with that value."""
    return not schema_errors({name: value}, free_schema(vendor))
