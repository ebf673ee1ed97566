"""The studio: files and sentences become recordings, each made once; what can't be made is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schema.inventory import AudioFile
from schema.program import Media, Origin
from tenants.audio import LARGEST_FILE
from tenants.audio.recordings import Studio, account_folders
from tenants.audio.waves import write_wave
from tests.tenants.sounds import tone

WELCOME = AudioFile(Media("harbour-1", "welcome"), "welcome.wav", "")
SONG = AudioFile(Media("harbour-1", "song"), "song.mp3", "")
SENTENCE = AudioFile(
    Media("harbour-1", "say-1"), "", "", "We are closed.", "en", Origin("", ("media", "closed"))
)


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A studio on a machine without any program."""
    (tmp_path / "account" / "media").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return Studio(account_folders(tmp_path / "account", [""]), tmp_path / "cache")


def put(studio: Studio, name: str, content: bytes) -> None:
    (media_of(studio) / name).write_bytes(content)


def media_of(studio: Studio) -> Path:
    """The folder of the uploads."""
    return studio.cache.parent / "account" / "media"


def program(studio: Studio, name: str, script: str) -> None:
    """A program that stands in for one we don't need here."""
    file = studio.cache.parent / "bin" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def speaking(studio: Studio, name: str) -> None:
    """A program that gives a sound whatever it is asked, and counts how often."""
    sound = studio.cache.parent / "sound.wav"
    sound.write_bytes(write_wave(tone(22050, 440)))
    program(
        studio, name, f"/bin/cat > /dev/null; /bin/echo x >> {sound}.runs; exec /bin/cat {sound}"
    )


def codes_of(studio: Studio, *wanted: AudioFile) -> list[str]:
    return [found.code for found in studio.prepare(wanted).diagnostics]


def test_a_wav_file_becomes_a_recording(studio: Studio) -> None:
    put(studio, "welcome.wav", write_wave(tone(44100, 440)))
    assert [WELCOME.media] == list(studio.prepare([WELCOME]).files)


def test_not_a_byte_of_an_upload_is_passed_on(studio: Studio) -> None:
    put(studio, "welcome.wav", write_wave(tone(8000, 440)) + b"<script>hidden</script>")
    assert b"hidden" not in studio.prepare([WELCOME]).files[WELCOME.media]


@pytest.mark.parametrize("content", [b"", b"no sound", b"RIFF\0\0\0\0WAVE"])
def test_a_file_without_a_sound_is_told(studio: Studio, content: bytes) -> None:
    put(studio, "welcome.wav", content)
    assert ["MED301"] == codes_of(studio, WELCOME)


def test_a_file_that_is_gone_is_told(studio: Studio) -> None:
    assert ["MED301"] == codes_of(studio, WELCOME)


def test_a_file_that_is_too_large_is_told_without_being_read(studio: Studio) -> None:
    put(studio, "welcome.wav", b"")
    os.truncate(media_of(studio) / "welcome.wav", LARGEST_FILE + 1)
    assert ["MED302"] == codes_of(studio, WELCOME)


def test_a_pipe_in_the_place_of_a_file_does_not_stop_us(studio: Studio) -> None:
    os.mkfifo(media_of(studio) / "welcome.wav")
    assert ["MED301"] == codes_of(studio, WELCOME)


def test_without_a_converter_a_song_is_told(studio: Studio) -> None:
    put(studio, "song.mp3", b"ID3")
    assert ["MED303"] == codes_of(studio, SONG)


def test_without_a_voice_a_sentence_is_told_at_its_line_with_what_to_install(
    studio: Studio,
) -> None:
    (found,) = studio.prepare([SENTENCE]).diagnostics
    assert ("MED304", SENTENCE.origin, True) == (
        found.code,
        found.origin,
        "espeak-ng" in found.help,
    )


@pytest.mark.parametrize("name", ["ffmpeg", "sox"])
def test_a_song_is_converted_by_a_program(studio: Studio, name: str) -> None:
    speaking(studio, name)
    put(studio, "song.mp3", b"ID3")
    assert [SONG.media] == list(studio.prepare([SONG]).files)


def test_a_sentence_is_spoken(studio: Studio) -> None:
    speaking(studio, "espeak-ng")
    assert [SENTENCE.media] == list(studio.prepare([SENTENCE]).files)


def test_a_sentence_is_spoken_once(studio: Studio) -> None:
    speaking(studio, "espeak-ng")
    first, second = (studio.prepare([SENTENCE]).files for _ in range(2))
    runs = (studio.cache.parent / "sound.wav.runs").read_text()
    assert ("x\n", first) == (runs, second)


def test_another_sentence_is_not_taken_for_it(studio: Studio) -> None:
    speaking(studio, "espeak-ng")
    other = AudioFile(Media("harbour-1", "say-2"), "", "", "We are open.")
    studio.prepare([SENTENCE, other])
    assert 2 == len(list(studio.cache.iterdir()))


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "echo no sound"])
def test_a_program_that_fails_is_told(studio: Studio, script: str) -> None:
    program(studio, "sox", script)
    put(studio, "song.mp3", b"ID3")
    assert ["MED301"] == codes_of(studio, SONG)


def test_one_bad_recording_does_not_hide_another(studio: Studio) -> None:
    put(studio, "welcome.wav", b"")
    put(studio, "song.mp3", b"")
    assert ["MED301", "MED303"] == codes_of(studio, WELCOME, SONG)


def test_a_cache_that_can_not_be_written_is_done_without(studio: Studio) -> None:
    studio.cache.write_text("a file")
    put(studio, "welcome.wav", write_wave(tone(16000, 440)))
    assert [WELCOME.media] == list(studio.prepare([WELCOME]).files)


def test_a_wav_file_says_how_long_it_plays(studio: Studio) -> None:
    put(studio, "welcome.wav", write_wave(tone(44100, 440, 1.5)))
    assert 1.5 == studio.durations([WELCOME])["harbour-1/welcome"]


def test_a_song_that_was_never_converted_has_no_length(studio: Studio) -> None:
    put(studio, "song.mp3", b"ID3")
    assert "harbour-1/song" not in studio.durations([SONG])


def test_a_sentence_that_was_spoken_plays_as_long_as_it_is(studio: Studio) -> None:
    speaking(studio, "espeak-ng")
    studio.prepare([SENTENCE])
    assert 0.5 == studio.durations([SENTENCE])["harbour-1/say-1"]


def test_a_sentence_that_nobody_spoke_is_about_as_long_as_its_text(studio: Studio) -> None:
    assert 2 == studio.durations([SENTENCE])["harbour-1/say-1"]


def test_a_childs_folder_lies_below_its_parents() -> None:
    expected = {"": Path("t"), "north/harbour": Path("t/accounts/north/accounts/harbour")}
    assert expected == account_folders(Path("t"), ["", "north/harbour"]).folders
