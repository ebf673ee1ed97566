"""How an Acrobits account is read back. Its clock is that of the device that it runs on."""

from __future__ import annotations

from targets.provisioning.vendors.acrobits import settings_in

settings_read = settings_in
