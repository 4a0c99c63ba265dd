"""Mutated drafts through the reader and through the studio's renderer."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nemo_studio.project import Canvas, UploadedMedia
from nemo_studio.render.preview import draw_frames
from nemo_studio.service.renders import LONGEST_S
from nemo_studio.service.storyboard import compose
from nemo_video.errors import VideoError
from nemo_video.timeline import decode, describe_changes, draw_svg, list_items, summarize, write_captions
from tools.fuzz.mutation import mutate_json

Json = dict[str, Any]

GOOD: Sequence[Json] = (
    {
        "d": 4000,
        "t": [
            {
                "tt": 0,
                "sg": [
                    {
                        "id": "a", "s": 0, "d": 2000,
                        "m": {
                            "name": "sunset", "scene": "sunset", "seed": 7, "parameters": {"mood": "calm"},
                            "look": "warm", "brightness": 0.1, "contrast": 0.2, "saturation": -0.1,
                            "transition": "crossfade", "transition_ms": 500, "fade_in_ms": 200,
                        },
                    },
                    {
                        "id": "b", "s": 2000, "d": 2000,
                        "m": {
                            "name": "film.mp4", "media_id": "media_film", "from_ms": 100, "length_ms": 1000,
                            "speed": 0.5, "reverse": True, "volume": 0.5, "zoom": 1.2, "focus": [0.4, 0.6],
                            "fit": "fill", "rotate": 90, "mirror": True, "flip": True, "fade_out_ms": 100,
                        },
                    },
                ],
            },
            {
                "tt": 0,
                "sg": [
                    {
                        "id": "c", "s": 500, "d": 1000,
                        "m": {
                            "name": "still.png", "media_id": "media_still", "still": True,
                            "corner": "top_right", "width": 0.3,
                        },
                    }
                ],
            },
            {
                "tt": 1,
                "sg": [
                    {
                        "id": "d", "s": 0, "d": 4000,
                        "m": {
                            "name": "Lo-fi", "kind": "music", "sound": "lofi", "volume": 0.35, "duck": True,
                            "envelope": [[0, 1000, 0.5], [1000, 2000, 1.0]], "fade_out_ms": 300,
                        },
                    }
                ],
            },
            {
                "tt": 7,
                "sg": [
                    {
                        "id": "e", "s": 0, "d": 3000,
                        "m": {
                            "name": "title", "kind": "title", "text": "Hello", "place": "center", "size": 1.0,
                            "color": "#FFFFFF", "animation": "fade",
                        },
                    },
                    {
                        "id": "f", "s": 1000, "d": 1000,
                        "m": {"name": "s", "kind": "subtitle", "text": "one\ntwo", "place": "bottom"},
                    },
                ],
            },
        ],
    },
)  # fmt: skip
"""One of everything that a draft can hold."""

_CANVAS = Canvas(resolution="360p")
_LARGEST_SIDE = 64


def fuzz_drafts(uploads: list[UploadedMedia], count: int, seed: int) -> Counter[str]:
    """Read and draw mutated drafts.

    Args:
        uploads: The files that the good ones use.
        count: How many mutants.
        seed: Of the mutations.

    Returns:
        How often which end came.

    Raises:
        Exception: What nobody has foreseen, with the number of the mutant.
    """
    ends: Counter[str] = Counter()
    for number in range(count):
        chance = random.Random(f"{seed}.{number}")
        good = chance.choice(GOOD)
        mutant = mutate_json(good, chance)
        try:
            read(good, mutant)
            ends[draw(mutant, uploads)] += 1
        except Exception as error:
            error.add_note(f"mutant {number} of seed {seed}: {mutant!r:.2000}")
            raise
    return ends


def read(good: Json, mutant: Json) -> None:
    """Everything that the server does with a draft that comes."""
    timeline = decode(mutant)
    list_items(timeline)
    summarize(timeline)
    draw_svg(timeline)
    write_captions(timeline, "srt")
    describe_changes(decode(good), timeline, "en")


def draw(mutant: Json, uploads: list[UploadedMedia]) -> str:
    """A draft that comes for an export, as far as a few small frames of it."""
    try:
        film = compose(mutant, _CANVAS, uploads)
        if film.duration_s > LONGEST_S:
            return "refused"
    except VideoError:
        return "refused"
    try:
        draw_frames(film, [0, film.duration_ms / 2, film.duration_ms], largest_side=_LARGEST_SIDE)
    except VideoError:
        return "failed in words"
    return "drawn"


def draw_media(folder: Path) -> list[UploadedMedia]:
    """The files that the drafts use."""
    from media.drawn_media import draw_film, draw_still

    film, still = draw_film(folder / "film.mp4", audio="aac"), draw_still(folder / "still.png")
    return [
        UploadedMedia("media_film", "film.mp4", "video", film, film.stat().st_size, 1.0, 64, 48),
        UploadedMedia("media_still", "still.png", "image", still, still.stat().st_size, None, 64, 48),
    ]
