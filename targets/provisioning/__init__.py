"""The provisioning target: the files that phones fetch, right for their vendor and dialect."""
