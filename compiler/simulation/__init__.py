"""How a call goes, reckoned without a switch: the machine behind `compiler.simulate`."""
