"""Stories as commands print them: for people with names and places, for programs as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from compiler.diagnostics import Place
from compiler.scenario_calls import Names, names
from compiler.simulation.world import World
from compiler.sources import Sources
from compiler.story import Event, Story
from compiler.written import written_origin
from schema.program import Origin
from tenants.audio.recordings import Studio, account_folders, cache_folder
from tenants.loading import Whole


def names_in(whole: Whole) -> Names:
    """What people call the ids of stories."""
    return names(whole.inventory)


def durations(whole: Whole, folder: str, environment: Mapping[str, str]) -> dict[str, float]:
    """How long each recording of a tree plays, as far as that is known."""
    from pathlib import Path

    folders = account_folders(Path(folder), whole.tree.accounts)
    return Studio(folders, cache_folder(environment)).durations(whole.inventory.audio)


def timed(world: World, seconds: Mapping[str, float]) -> World:
    """A world in which recordings play as long as they do."""
    return replace(world, durations=seconds)


def place_of(sources: Sources, origin: Origin) -> Place | None:
    """Where an origin was written; None for one that was written nowhere."""
    if not origin.route:
        return None
    written = written_origin(origin, sources.documents.get(origin.account, {}))
    return sources.place(written, "key")


def line_of(sources: Sources, origin: Origin) -> str:
    """`file:line` of an origin; empty where it has none."""
    place = place_of(sources, origin)
    if place is None:
        return ""
    return f"{place.file}:{place.line}" if place.line else place.file


def story_text(story: Story, sources: Sources, known: Names) -> str:
    """A story for people."""
    placed = (replace(event, origin=known.origin(event)) for event in story.events)
    return Story(tuple(placed)).text(lambda origin: line_of(sources, origin), known.of)


def story_json(story: Story, sources: Sources, known: Names) -> list[dict[str, object]]:
    """A story for programs: `subject` and `detail` as the call program says them, `name` and
    `detail_name` as people do."""
    return [dict(_event(event, sources, known)) for event in story.events]


def _event(event: Event, sources: Sources, known: Names) -> Iterator[tuple[str, object]]:
    yield "at_ms", event.at
    yield "verb", event.verb
    yield "subject", event.subject
    yield "name", known(event)
    yield "detail", event.detail
    yield "detail_name", known.of(event.detail)
    yield "branch", event.branch
    place = place_of(sources, known.origin(event))
    yield "file", place.file if place else ""
    yield "line", place.line if place else 0
