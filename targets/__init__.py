"""The systems we speak to: Asterisk, and the phones on the desks."""
