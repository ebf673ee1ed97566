"""The JSON Schema that is checked in is the one that the models make."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.jsonschemas import schema_text


def test_the_schema_that_is_checked_in_is_made_from_the_models(
    repository: Path, request: pytest.FixtureRequest
) -> None:
    file = repository / "schema" / "pbxc.schema.json"
    if request.config.getoption("--golden"):
        file.write_text(schema_text(), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == schema_text()
