"""Commands about what is heard."""

from typing import Literal

from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import TimeSpan


class AddMusic(Command):
    """Lay music under the whole timeline, in place of music that is there.

    Attributes:
        mood: Key of the moods table; None when no mood fits the words.
        volume: 0 to 1.
        fade_in_s: Seconds; None for none.
        fade_out_s: Seconds; None for the usual end.
        wanted: The words for the mood, where none fits.
        is_other: Whether it is to be other music than what plays.
        span: When it plays; None for all of the time.
        over: The clip over which it plays.
        through: The last one of several.
        is_beside: Whether the music that is there is to stay.
    """

    mood: str | None
    volume: float | None = None
    fade_in_s: float | None = None
    fade_out_s: float | None = None
    wanted: str = ""
    is_other: bool = False
    span: TimeSpan | None = None
    over: Reference | None = None
    through: Reference | None = None
    is_beside: bool = False


class AddAmbience(Command):
    """Let a sound of places be heard.

    Attributes:
        sound: Which.
        over: Over which clips; None for the scenes that it belongs to, else for all.
        instead_of: The sound in whose place it comes.
        volume: 0 to 2; None for the usual, or what it is by now.
    """

    sound: str
    over: Reference | None = None
    instead_of: str | None = None
    volume: float | None = None


class PlaceSound(Command, needs_picture=False):
    """Put an uploaded sound on the timeline, as music or as a voice.

    Attributes:
        role: Whether music gives way to it.
        volume: 0 to 2; None for the usual.
        name: Of the file; None for those that are not on the timeline yet.
        at_s: When it begins.
    """

    role: Literal["music", "voice"]
    volume: float | None = None
    name: str | None = None
    at_s: float = 0


class SetVolume(Command):
    """Set a volume, or change it by a factor."""

    volume: float | None = None
    factor: float = 1
    target: Reference = IT


class Mute(Command):
    """Silence something, or let it be heard again."""

    target: Reference = IT
    is_muted: bool = True


class Fade(Command):
    """Fade picture or sound in or out.

    Attributes:
        target: What fades; the picture fades at the ends of the whole video where no clip is named.
        fade_in_s: Seconds; None leaves it, 0 takes it away.
        fade_out_s: Seconds; None leaves it, 0 takes it away.
        is_each: Whether each of all clips fades, rather than the film at its ends.
    """

    target: Reference = IT
    fade_in_s: float | None = None
    fade_out_s: float | None = None
    is_each: bool = False


class Duck(Command):
    """Let the music give way to speech, or no longer."""

    is_ducked: bool = True
