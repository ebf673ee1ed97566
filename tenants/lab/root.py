"""The lab's roots: folders with a whole Debian in each, and in that an Asterisk to try things on, or
a softphone to call it with.

Each is built once and kept in a cache folder: `PBXC_LAB`, or `~/.cache/pbxc/lab`. A build goes to
a folder beside it and takes the final name only when it is complete.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tenants.lab.mirror import find_mirror

FLOOR = (22, 10, 1)
SOFTPHONE_FLOOR = (5, 1)
SCRIPTS = Path("/usr/share/debootstrap/scripts")
SPACE = 1_500_000_000  # bytes: the root itself and the packages while they are unpacked
STAMP = "pbxc-lab.json"

Say = Callable[[str], None]


class LabUnavailable(Exception):
    """Why there is no lab on this machine, in one sentence that tells what to do."""


@dataclass(frozen=True)
class Recipe:
    """What a root is built of. `number` is raised when a change needs every such root to be built
    anew; `measure` gives the version of what is in it, or says why it is of no use."""

    name: str
    folder: str
    number: int
    suites: tuple[str, ...]
    packages: tuple[str, ...]
    measure: Callable[[Path], str]


def lab_folder() -> Path:
    """The cache folder of the lab."""
    return Path(os.environ.get("PBXC_LAB") or Path.home() / ".cache" / "pbxc" / "lab")


def ready_root() -> Path:
    """The built root's folder; raises `LabUnavailable` when there is none to start from."""
    return _ready(switch())


def ready_softphone() -> Path:
    """The folder of the root with the softphone; raises `LabUnavailable` when there is none."""
    return _ready(softphone())


def _ready(recipe: Recipe) -> Path:
    _require_superuser()
    root = lab_folder() / recipe.folder
    if _stamped_recipe(root) != recipe.number:
        raise LabUnavailable(f"There is no {recipe.name} in {root}: build it once with `make lab`.")
    return root


def built_version(root: Path, name: str = "Asterisk") -> str:
    """The version that the stamp of a built root names."""
    return str(json.loads((root / STAMP).read_text(encoding="utf-8"))[name.lower()])


def build_root(say: Say = print) -> Path:
    """Build the switch's root if it isn't there yet, and give its folder."""
    return _build(switch(), say)


def build_softphone(say: Say = print) -> Path:
    """Build the softphone's root if it isn't there yet, and give its folder."""
    return _build(softphone(), say)


def _build(recipe: Recipe, say: Say) -> Path:
    _require_superuser()
    root = lab_folder() / recipe.folder
    if _stamped_recipe(root) == recipe.number:
        say(f"Already there: {recipe.name} {built_version(root, recipe.name)} in {root}")
        return root
    root.parent.mkdir(parents=True, exist_ok=True)
    _require_space(root.parent)
    partial = root.with_name(f"{recipe.folder}.partial-{os.getpid()}")
    try:
        _fill(recipe, partial, say)
        _put_in_place(partial, root)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    say(f"Ready: {recipe.name} {built_version(root, recipe.name)} in {root}")
    return root


def _fill(recipe: Recipe, partial: Path, say: Say) -> None:
    """Make a whole root in `partial`, stamp last."""
    _install_debootstrap(say)
    say(f"Looking for a mirror that has {recipe.name}")
    found = find_mirror(recipe.suites)
    if found is None:
        raise LabUnavailable(
            f"None of this machine's apt sources has Debian's {' or '.join(recipe.suites)} suite, "
            f"which hold {recipe.name}: add a Debian mirror to /etc/apt/sources.list.d."
        )
    mirror, suite = found
    _debootstrap(recipe, partial, suite, mirror, say)
    _quieten(partial)
    version = recipe.measure(partial)
    stamp = {"recipe": recipe.number, "suite": suite, recipe.name.lower(): version}
    (partial / STAMP).write_text(json.dumps(stamp) + "\n", encoding="utf-8")


def _debootstrap(recipe: Recipe, partial: Path, suite: str, mirror: str, say: Say) -> None:
    """Unpack Debian and the recipe's packages into `partial`."""
    script = SCRIPTS / suite
    if not script.exists():  # an older Debian doesn't know the newest names; sid's steps serve
        script = SCRIPTS / "sid"
    include = f"--include={','.join(recipe.packages)}"
    command = ["debootstrap", "--variant=minbase", include, suite, str(partial), mirror]
    say(f"Unpacking {suite} with {recipe.name} (about 500 MB, one to three minutes)")
    last = _run_telling([*command, str(script)], say)
    if last:
        raise LabUnavailable(f"debootstrap couldn't build the lab's root; it ended with: {last}")


def _run_telling(command: list[str], say: Say) -> str:
    """Run a program and tell its stages; gives its last line if it failed, else nothing."""
    last = "no message"
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last = line.strip() or last
            if re.match(r"I: (Base system|Installing|Unpacking the|Configuring aster)", line):
                say(line.strip().removeprefix("I: "))
    return last if process.returncode else ""


def _install_debootstrap(say: Say) -> None:
    """Have debootstrap, by apt-get if need be."""
    if shutil.which("debootstrap"):
        return
    if not shutil.which("apt-get"):
        raise LabUnavailable("The lab needs debootstrap: install it with your package tool.")
    say("Installing debootstrap with apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ["update", "-q"],
        ["install", "-y", "-q", "--no-install-recommends", "debootstrap"],
    ):
        subprocess.run(["apt-get", *words], env=environment, capture_output=True, check=False)
    if not shutil.which("debootstrap"):
        raise LabUnavailable("apt-get couldn't install debootstrap, which the lab needs.")


def _quieten(root: Path) -> None:
    """Answer from files what Asterisk would ask the network, so no call waits for a resolver."""
    (root / "etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files\n")
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    shutil.rmtree(root / "var/cache/apt", ignore_errors=True)
    shutil.rmtree(root / "var/lib/apt/lists", ignore_errors=True)


def _asterisk_version(root: Path) -> str:
    """The version of the Asterisk in a root; one below the floor is of no use to anyone."""
    numbers = re.search(r"(\d+)\.(\d+)\.(\d+)", _said(root, "/usr/sbin/asterisk", "-V"))
    if numbers is None:
        raise LabUnavailable("The Asterisk that was unpacked for the lab doesn't run here.")
    if tuple(map(int, numbers.groups())) < FLOOR:
        raise LabUnavailable(
            f"The mirror's Asterisk is {numbers[0]}; the lab needs 22.10.1 or newer."
        )
    return numbers[0]


def _linphone_version(root: Path) -> str:
    """The version of the Linphone in a root."""
    numbers = re.search(r"(\d+)\.(\d+)[0-9.]*", _said(root, "/usr/bin/linphonec", "--version"))
    if numbers is None:
        raise LabUnavailable("The Linphone that was unpacked for the lab doesn't run here.")
    if tuple(map(int, numbers.groups())) < SOFTPHONE_FLOOR:
        raise LabUnavailable(f"The mirror's Linphone is {numbers[0]}; the lab needs 5.1 or newer.")
    return numbers[0]


def _said(root: Path, *words: str) -> str:
    """What a program of a root prints."""
    answer = subprocess.run(
        ["chroot", str(root), *words], capture_output=True, text=True, check=False, timeout=60
    )
    return answer.stdout + answer.stderr


def switch() -> Recipe:
    """The root with an Asterisk."""
    packages = (
        "asterisk",
        "asterisk-config",
        "asterisk-modules",
        "asterisk-core-sounds-en-gsm",
        "tzdata",  # without it every time zone is silently UTC
    )
    return Recipe("Asterisk", "root", 1, ("forky", "sid"), packages, _asterisk_version)


def softphone() -> Recipe:
    """The root with a softphone: a stable Debian, since the newest ones have none at times."""
    packages = (
        "linphone-cli",
        "bind9-host",
    )  # its `host` is virtual, which debootstrap can't choose
    return Recipe("Linphone", "softphone", 1, ("trixie", "bookworm"), packages, _linphone_version)


def _put_in_place(partial: Path, root: Path) -> None:
    """Give a complete build its final name; an older root makes room for it."""
    old = root.with_name(f"root.old-{os.getpid()}")
    if root.exists():
        root.rename(old)
    partial.rename(root)
    shutil.rmtree(old, ignore_errors=True)


def _stamped_recipe(root: Path) -> int | None:
    """The recipe a root was built by; None for one that isn't there or isn't whole."""
    try:
        return int(json.loads((root / STAMP).read_text(encoding="utf-8"))["recipe"])
    except (OSError, ValueError, KeyError):
        return None


def _require_superuser() -> None:
    if os.geteuid() != 0:
        raise LabUnavailable("The lab runs Asterisk in a chroot, which only root may do.")


def _require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SPACE:
        raise LabUnavailable(
            f"The lab needs 1.5 GB in {folder}; only {free // 1_000_000} MB are free there."
        )
