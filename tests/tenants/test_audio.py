"""Recordings: whatever comes in, what goes out is 8 kHz, one channel, 16 bits."""

from __future__ import annotations

import io
import struct
import wave
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.audio import NotAudio, TooLarge
from tenants.audio.recordings import convert
from tenants.audio.resampling import at_rate
from tenants.audio.waves import A_LAW, FLOAT, MU_LAW, Sound, read_head, read_wave, write_wave
from tests.tenants.sounds import loudness, tone, wave_file

SAMPLES = [0, 1000, -1000, 32767, -32768]


def shape_of(content: bytes) -> tuple[int, int, int]:
    with wave.open(io.BytesIO(content)) as file:
        return file.getnchannels(), file.getsampwidth(), file.getframerate()


@pytest.mark.parametrize("rate", [6000, 8000, 11025, 16000, 22050, 44100, 47999, 48000, 96000])
def test_any_rate_becomes_the_switchs(rate: int) -> None:
    assert (1, 2, 8000) == shape_of(convert(write_wave(tone(rate, 440)), "wav"))


@pytest.mark.parametrize("rate", [6000, 11025, 22050, 44100, 48000])
def test_a_sound_plays_as_long_as_before(rate: int) -> None:
    assert 0.5 == pytest.approx(at_rate(tone(rate, 440)).seconds, abs=0.001)


@pytest.mark.parametrize("rate", [11025, 16000, 44100, 47999, 48000])
@pytest.mark.parametrize("pitch", [300, 1000, 2500])
def test_a_voice_stays_as_loud_as_it_was(rate: int, pitch: int) -> None:
    before = tone(rate, pitch)
    assert loudness(before) == pytest.approx(loudness(at_rate(before)), rel=0.03)


@pytest.mark.parametrize("rate", [16000, 44100, 48000])
@pytest.mark.parametrize("pitch", [4600, 6000, 7900])
def test_what_the_switch_can_not_carry_does_not_come_back_as_noise(rate: int, pitch: int) -> None:
    before = tone(rate, pitch)
    assert loudness(at_rate(before)) < loudness(before) / 500


def test_the_same_recording_is_the_same_bytes() -> None:
    content = write_wave(tone(44100, 1234.5))
    assert convert(content, "wav") == convert(content, "wav")


def test_a_finished_recording_comes_out_as_it_went_in() -> None:
    content = write_wave(tone(8000, 440))
    assert content == convert(content, "wav")


@pytest.mark.parametrize(
    ("coding", "bits", "packed", "slack"),
    [
        (1, 8, bytes([128, 132, 124, 255, 0]), 256),
        (1, 16, struct.pack("<5h", *SAMPLES), 0),
        (1, 24, b"".join(struct.pack("<i", s << 8)[:3] for s in SAMPLES), 0),
        (1, 32, struct.pack("<5i", *(s << 16 for s in SAMPLES)), 0),
        (FLOAT, 32, struct.pack("<5f", *(s / 32767 for s in SAMPLES)), 1),
        (FLOAT, 64, struct.pack("<5d", *(s / 32767 for s in SAMPLES)), 1),
        (A_LAW, 8, bytes([0xD5, 0xFA, 0x7A, 0xAA, 0x2A]), 600),
        (MU_LAW, 8, bytes([0xFF, 0xCE, 0x4E, 0x80, 0x00]), 800),
    ],
)
def test_every_usual_coding_is_read(coding: int, bits: int, packed: bytes, slack: int) -> None:
    found = read_wave(wave_file(packed, coding, bits=bits)).samples
    assert [] == [
        (was, now) for was, now in zip(SAMPLES, found, strict=True) if abs(was - now) > slack
    ]


def test_two_channels_are_mixed_into_one() -> None:
    stereo = struct.pack("<6h", 100, 300, -100, -300, 32767, 32767)
    assert array("h", [200, -200, 32767]) == read_wave(wave_file(stereo, channels=2)).samples


def test_the_extensible_form_is_read() -> None:
    form = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 8000, 16000, 2, 16, 22, 16, 4)
    form += struct.pack("<H", 1) + b"\0" * 14
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data\x02\0\0\0\x10\0"
    content = b"RIFF" + struct.pack("<I", len(body)) + body
    assert array("h", [16]) == read_wave(content).samples


def test_other_parts_of_a_file_are_passed_over() -> None:
    content = wave_file(struct.pack("<h", 7), before=b"LIST\x03\0\0\0abc\0")
    assert array("h", [7]) == read_wave(content).samples


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFF000, 4])
def test_a_stream_without_a_true_size_is_read_as_far_as_it_goes(size: int) -> None:
    assert array("h", [7, 8]) == read_wave(wave_file(struct.pack("<2h", 7, 8), size=size)).samples


def test_what_is_no_number_is_silence() -> None:
    values = struct.pack("<4f", float("nan"), float("inf"), float("-inf"), 0.0)
    assert [0, 32767, -32767, 0] == list(read_wave(wave_file(values, FLOAT, bits=32)).samples)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"ID3\x04 an mp3 by its looks",
        wave_file(b""),
        wave_file(b"\0"),
        wave_file(b"\0\0", channels=0),
        wave_file(b"\0\0", channels=99),
        wave_file(b"\0\0", rate=0),
        wave_file(b"\0\0", rate=4_000_000),
        wave_file(b"\0\0", bits=0),
        wave_file(b"\0\0", bits=12),
        wave_file(b"\0\0", coding=2),
        b"RIFF\0\0\0\0WAVEdata\x02\0\0\0\0\0",
    ],
)
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(NotAudio):
        read_wave(content)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_do_worse_than_be_refused(content: bytes) -> None:
    for tried in (content, b"RIFF\0\0\0\0WAVE" + content, wave_file(content)):
        try:
            assert 0 < read_wave(tried).seconds
        except NotAudio:
            continue


def test_a_recording_that_plays_too_long_is_refused_unread() -> None:
    with pytest.raises(TooLarge, match="minutes"):
        read_wave(wave_file(bytes(4000 * 31 * 60), rate=4000, bits=8))


def test_a_head_tells_how_long_a_recording_plays() -> None:
    assert 0.25 == read_head(write_wave(tone(8000, 440, 0.25))).seconds


def test_loud_sounds_do_not_wrap_around() -> None:
    square = Sound(16000, array("h", ([32767] * 40 + [-32768] * 40) * 50))
    assert {True} == {-32768 <= sample <= 32767 for sample in at_rate(square).samples}
