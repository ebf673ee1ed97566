"""The vendors of phones, one module each; they are discovered."""
