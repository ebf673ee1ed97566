"""The account's people on a Cisco phone: XML pages that the phone fetches when they are asked for.

A page holds 32 names. With more people than that the first page is a menu of pages, each named by its
first and last name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from targets.provisioning.facts import Phone
from targets.provisioning.text import Joined
from targets.provisioning.vendor import PhoneFile
from targets.provisioning.writers.xml_tree import Element, leaves, read, write

_MOST = 32
_XML = "text/xml; charset=utf-8"
People: TypeAlias = Sequence[tuple[str, str]]


def directory_address(phone: Phone, page: str = "") -> Joined:
    """Where a page of the directory is fetched; the first one without a number."""
    return Joined((*phone.download.url, _name(phone, page)))


def directory_files(phone: Phone) -> Iterator[PhoneFile]:
    """The pages of the account's people; none where there are none."""
    pages = [phone.directory[at : at + _MOST] for at in range(0, len(phone.directory), _MOST)]
    if len(pages) == 1:
        yield _file(phone, "", _page(pages[0]), pages[0])
    elif pages:
        yield _file(phone, "", _menu(phone, pages), ())
        for number, people in enumerate(pages, start=1):
            yield _file(phone, f"-{number}", _page(people), people)


def read_page(text: str) -> tuple[tuple[str, str], ...]:
    """The people of a page: names and extensions. ValueError for one that isn't well-formed."""
    entries = (
        {part.name: str(part.value) for part in child.children}
        for child in read(text).children
        if child.name == "DirectoryEntry"
    )
    return tuple((entry["Name"], entry["Telephone"]) for entry in entries)


def _name(phone: Phone, page: str) -> str:
    return f"{phone.mac}-directory{page}.xml"


def _file(phone: Phone, page: str, root: Element, people: People) -> PhoneFile:
    return PhoneFile(_name(phone, page), write(root), tuple(people), _XML)


def _page(people: People) -> Element:
    entries = tuple(
        Element("DirectoryEntry", children=leaves((("Name", name), ("Telephone", number))))
        for name, number in people
    )
    return Element("CiscoIPPhoneDirectory", children=entries)


def _menu(phone: Phone, pages: Sequence[People]) -> Element:
    return Element(
        "CiscoIPPhoneMenu",
        children=tuple(
            Element(
                "MenuItem",
                children=(
                    Element("Name", f"{people[0][0]} - {people[-1][0]}"),
                    Element("URL", directory_address(phone, f"-{number}")),
                ),
            )
            for number, people in enumerate(pages, start=1)
        ),
    )
