"""The lab's root: a folder with a whole Debian in it, and in that an Asterisk to try things on.

It is built once and kept in a cache folder: `PBXC_LAB`, or `~/.cache/pbxc/lab`. A build goes to
a folder beside it and takes the final name only when it is complete.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tenants.lab.mirror import find_mirror

FLOOR = (22, 10, 1)
SUITES = ("forky", "sid")
RECIPE = 1  # raise it when a change here needs every root to be built anew
PACKAGES = (
    "asterisk",
    "asterisk-config",
    "asterisk-modules",
    "asterisk-core-sounds-en-gsm",
    "tzdata",  # without it every time zone is silently UTC
)
SCRIPTS = Path("/usr/share/debootstrap/scripts")
SPACE = 1_500_000_000  # bytes: the root itself and the packages while they are unpacked
STAMP = "pbxc-lab.json"

Say = Callable[[str], None]


class LabUnavailable(Exception):
    """Why there is no lab on this machine, in one sentence that tells what to do."""


def lab_folder() -> Path:
    """The cache folder of the lab."""
    return Path(os.environ.get("PBXC_LAB") or Path.home() / ".cache" / "pbxc" / "lab")


def ready_root() -> Path:
    """The built root's folder; raises `LabUnavailable` when there is none to start from."""
    _require_superuser()
    root = lab_folder() / "root"
    if _stamped_recipe(root) != RECIPE:
        raise LabUnavailable(f"There is no Asterisk in {root}: build it once with `make lab`.")
    return root


def built_version(root: Path) -> str:
    """The Asterisk version that the stamp of a built root names."""
    return str(json.loads((root / STAMP).read_text(encoding="utf-8"))["asterisk"])


def build_root(say: Say = print) -> Path:
    """Build the root if it isn't there yet, and give its folder."""
    _require_superuser()
    root = lab_folder() / "root"
    if _stamped_recipe(root) == RECIPE:
        say(f"The lab is already there: Asterisk {built_version(root)} in {root}")
        return root
    root.parent.mkdir(parents=True, exist_ok=True)
    _require_space(root.parent)
    partial = root.with_name(f"root.partial-{os.getpid()}")
    try:
        _fill(partial, say)
        _put_in_place(partial, root)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    say(f"The lab is ready: Asterisk {built_version(root)} in {root}")
    return root


def _fill(partial: Path, say: Say) -> None:
    """Make a whole root in `partial`, stamp last."""
    _install_debootstrap(say)
    say("Looking for a mirror that has Asterisk 22")
    found = find_mirror(SUITES)
    if found is None:
        raise LabUnavailable(
            "None of this machine's apt sources has Debian's forky or sid suite, "
            "which hold Asterisk 22: add a Debian mirror to /etc/apt/sources.list.d."
        )
    mirror, suite = found
    _debootstrap(partial, suite, mirror, say)
    _quieten(partial)
    version = _measured_version(partial)
    stamp = {"recipe": RECIPE, "suite": suite, "asterisk": version}
    (partial / STAMP).write_text(json.dumps(stamp) + "\n", encoding="utf-8")


def _debootstrap(partial: Path, suite: str, mirror: str, say: Say) -> None:
    """Unpack Debian and Asterisk into `partial`."""
    script = SCRIPTS / suite
    if not script.exists():  # an older Debian doesn't know the newest names; sid's steps serve
        script = SCRIPTS / "sid"
    include = f"--include={','.join(PACKAGES)}"
    command = ["debootstrap", "--variant=minbase", include, suite, str(partial), mirror]
    say(f"Unpacking {suite} with Asterisk (about 500 MB, one to three minutes)")
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


def _measured_version(root: Path) -> str:
    """The version of the Asterisk in a root; one below the floor is of no use to anyone."""
    answer = subprocess.run(
        ["chroot", str(root), "/usr/sbin/asterisk", "-V"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    numbers = re.search(r"(\d+)\.(\d+)\.(\d+)", answer.stdout)
    if numbers is None:
        raise LabUnavailable("The Asterisk that was unpacked for the lab doesn't run here.")
    if tuple(map(int, numbers.groups())) < FLOOR:
        raise LabUnavailable(
            f"The mirror's Asterisk is {numbers[0]}; the lab needs 22.10.1 or newer."
        )
    return numbers[0]


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
