"""The lab: a real Asterisk on the developer's machine, to ask what our configuration means.

`root` builds the folder that Asterisk lives in, `instance` starts switches from it, `phones`
plays the telephones and carriers that call each other through them.
"""
