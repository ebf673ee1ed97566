"""Commits to push: a small platform in many states, each with what it must come to.

The states differ in all that moves in a way of its own: the flow of calls, phones and mailboxes,
a carrier's address, a number that changes hands, a recording.
"""

from __future__ import annotations

import math
import random
import struct
import subprocess
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schema.inventory import Inventory
from schema.program import Media
from targets.asterisk.delivery.generation import Generation
from targets.asterisk.delivery.slicing import slice_program
from targets.asterisk.recordings import Sound, sound_of
from targets.asterisk.settings import MANAGER_SECRET
from tenants.audio.recordings import Studio, account_folders, cache_folder
from tenants.given_secrets import gather_secrets, read_given
from tenants.installation import Installation
from tenants.key_file import root_key
from tenants.loading import load

SPARE = "+19025550103"
EAST, WEST = "accounts/east", "accounts/west"
MANY = ("+19025550111", "+19025550112", "+19025550113", "+19025550114")
"""Numbers that east always has, so that one more or less is no large change."""

_CAROL = """  carol:
    name: Carol {place}
    extensions: [107]
    devices: {{desk: {{}}, mobile: {{}}}}
"""
_DORA = """  dora{number}:
    name: Dora {number}
    extensions: [10{number}]
    devices: {{desk: {{}}}}
    voicemail: false
"""
_FLOW = """
callflows:
  welcome:
    - play: hello
    - play: hello
    - ring: user.{whom}

numbers:
"""


@dataclass(frozen=True)
class Choice:
    """What a state has that others haven't."""

    whom: str = "ben"
    name: str = "Anna East"
    carol: str = ""
    mailbox: bool = False
    host: int = 31
    spare: str = ""
    pitch: int = 440


@dataclass(frozen=True)
class State:
    """A state of the platform: git's name of its tree, and what each account must come to."""

    tree: str
    wanted: Mapping[str, Generation]


def random_choice(chance: random.Random) -> Choice:
    """Any state."""
    return Choice(
        chance.choice(("anna", "ben")),
        chance.choice(("Anna East", "Anna Berg", "Änna Öst")),
        chance.choice(("", "east", "west")),
        chance.random() < 0.5,
        chance.choice((31, 32)),
        chance.choice(("", "east", "west")),
        chance.choice((440, 880)),
    )


class Commits:
    """A repository whose newest commit is one of some states. `work` is a clone of it."""

    def __init__(self, work: Path, installation: Installation, network: int) -> None:
        self.work = work
        self.head = ""
        self._installation = installation
        self._network = network
        self._texts = {
            file: (work / file).read_text(encoding="utf-8")
            for file in ("account.yaml", *(f"{one}{end}" for one in (EAST, WEST)
                                           for end in (".yaml", "/account.yaml")))
        }  # fmt: skip
        self.number = 0
        self.first = ""
        self.secrets: set[str] = set()

    def state(self, choice: Choice) -> State:
        """A state: written, compiled apart from any controller, and kept in the repository."""
        self._write(choice)
        self.git("add", "-A")
        tree = self.git("write-tree")
        kept = self.git("commit-tree", tree, "-m", "kept")
        self.git("push", "--quiet", "--force", "origin", f"{kept}:refs/kept/{tree}")
        return State(tree, self._wanted())

    def push(self, state: State, *, parent: str | None = None) -> str:
        """Has it be the newest commit; one after the newest there is, if no other is named."""
        made = self._commit(state.tree, self.head if parent is None else parent)
        self.bare("update-ref", "refs/heads/main", made)
        self.head, self.first = made, self.first or made
        return made

    def git(self, *words: str) -> str:
        """What git answers in the clone."""
        return _git("-C", str(self.work), *words)

    def bare(self, *words: str) -> str:
        """What git answers in the repository."""
        return _git("-C", str(self._installation.repository), *words)

    def _commit(self, tree: str, parent: str) -> str:
        self.number += 1
        after = ("-p", parent) if parent else ()
        return self.bare("commit-tree", tree, *after, "-m", f"state {self.number}")

    # --- states -------------------------------------------------------------------------------

    def _write(self, choice: Choice) -> None:
        for file, text in self._texts.items():
            (self.work / file).write_text(self._chosen(file, text, choice), encoding="utf-8")
        media = self.work / EAST / "media"
        media.mkdir(exist_ok=True)
        write_tone(media / "hello.wav", choice.pitch)

    def _chosen(self, file: str, text: str, choice: Choice) -> str:
        if file == "account.yaml":
            return text.replace("192.0.2.31", f"127.104.{self._network}.{choice.host}")
        place = Path(file.removesuffix("/account.yaml").removesuffix(".yaml")).name
        given: tuple[str, ...] = (SPARE,) if choice.spare == place else ()
        if place == "east":
            given += MANY
        if not file.endswith("/account.yaml"):
            text = text.replace("calls: 1", "calls: 9")
            return text.replace("numbers: [", f"numbers: [{''.join(f'{one}, ' for one in given)}")
        text = _without_scenarios(text)
        more = "".join(f"  {one}: user.anna\n" for one in given)
        text = text.replace("\nnumbers:\n", f"\nnumbers:\n{more}")
        people = "".join(_DORA.format(number=number) for number in (4, 5))
        if choice.carol == place:
            people += _CAROL.format(place=place.title())
        text = text.replace("\nnumbers:", f"{people}\nnumbers:", 1)
        if place == "east":
            text = text.replace("\nnumbers:\n", _FLOW.format(whom=choice.whom))
            text = text.replace("+19025550101: user.ben", "+19025550101: callflow.welcome")
            text = text.replace("Anna East", choice.name)
            if choice.mailbox:
                text = text.replace("voicemail: false", "voicemail: {}", 1)
        return text

    def _wanted(self) -> Mapping[str, Generation]:
        compiled = load(self.work)
        assert compiled.inventory is not None
        assert compiled.program is not None, [one.message for one in compiled.diagnostics]
        key = root_key(self._installation.key, may_make=False).data
        secrets, missing = gather_secrets(compiled.inventory, key, read_given(None, {}))
        assert not missing
        self.secrets |= {secrets.text(one.secret).reveal() for one in compiled.inventory.endpoints}
        self.secrets.add(secrets.text(MANAGER_SECRET).reveal())
        layout = self._installation.nodes["main"].layout()
        sounds = self._sounds(compiled.inventory)
        return slice_program(
            compiled.program, compiled.inventory, secrets, sounds, layout, "main"
        ).generations

    def _sounds(self, inventory: Inventory) -> Mapping[Media, Sound]:
        folders = account_folders(self.work, [one.path for one in inventory.accounts])
        made = Studio(folders, cache_folder({})).prepare(inventory.audio)
        assert not made.diagnostics, made.diagnostics
        return {media: sound_of(media, content) for media, content in made.files.items()}


def write_tone(file: Path, pitch: int, seconds: float = 0.4) -> None:
    """A recording that sounds alike every time it is made."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        for at in range(int(8000 * seconds)):
            sound.writeframes(struct.pack("<h", int(8000 * math.sin(at * pitch / 1273.2))))


def _without_scenarios(text: str) -> str:
    return text.partition("\nscenarios:")[0]


def _git(*words: str) -> str:
    who = ("-c", "user.name=Ida Stone", "-c", "user.email=ida@example.org")
    done = subprocess.run(["git", *who, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()
