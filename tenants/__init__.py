"""The world around the compiler: account trees, secrets, state, the command line, the lab."""
