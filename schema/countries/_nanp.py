"""The North American Numbering Plan, which Canada, the United States and the islands share."""

from __future__ import annotations

from collections import defaultdict

from schema.country import CallClass, Numbers

# Area codes of the islands. They are dialled like a neighbouring town and priced like another
# continent, so they are a class of their own.
ISLANDS: dict[str, tuple[str, ...]] = {
    "American Samoa": ("684",),
    "Anguilla": ("264",),
    "Antigua and Barbuda": ("268",),
    "Bahamas": ("242",),
    "Barbados": ("246",),
    "Bermuda": ("441",),
    "British Virgin Islands": ("284",),
    "Cayman Islands": ("345",),
    "Dominica": ("767",),
    "Dominican Republic": ("809", "829", "849"),
    "Grenada": ("473",),
    "Guam": ("671",),
    "Jamaica": ("658", "876"),
    "Montserrat": ("664",),
    "Northern Mariana Islands": ("670",),
    "Puerto Rico": ("787", "939"),
    "Saint Kitts and Nevis": ("869",),
    "Saint Lucia": ("758",),
    "Saint Vincent and the Grenadines": ("784",),
    "Sint Maarten": ("721",),
    "Trinidad and Tobago": ("868",),
    "Turks and Caicos Islands": ("649",),
    "United States Virgin Islands": ("340",),
}
TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
PREMIUM = ("900",)


def together(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Area codes as few patterns: those that differ in the last digit share one."""
    last: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        last[code[:2]].add(code[2])
    return tuple(f"{first}[{''.join(sorted(last[first]))}]" for first in sorted(last))


ISLAND_CODES: tuple[str, ...] = tuple(sorted(sum(ISLANDS.values(), ())))

NUMBERS: tuple[Numbers, ...] = (
    Numbers("national", ("NXXN",), (10,)),
    Numbers("caribbean", tuple(f"{head}N" for head in together(ISLAND_CODES)), (10,)),
    Numbers("toll_free", tuple(f"{code}N" for code in TOLL_FREE), (10,)),
    Numbers("premium", tuple(f"{code}N" for code in PREMIUM), (10,)),
)

# Directory assistance is charged for; the other short numbers are not.
SERVICES: tuple[tuple[str, CallClass], ...] = (("[235678]11", "local"), ("411", "premium"))
