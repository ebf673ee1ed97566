"""`python -m tenants.cli` is `pbxc`."""

from tenants.cli import main

if __name__ == "__main__":
    main()
