"""Commands that put pictures on the timeline."""

from dataclasses import field

from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.project import UploadedMedia


class MakeScene(Command, needs_picture=False):
    """Make a scene and put it on the timeline.

    Attributes:
        name: The caller's own words for it.
        scene: Key of the scene table; None when no scene fits the words.
        duration_s: Seconds; None for the usual length.
        aspect_ratio: As `16:9`; None to keep the canvas.
        replace: Whether it takes the place of `target`, or without one of all that is there.
        target: What it replaces.
        place: Where it goes; None for the end.
        missing: Words of it that the scene does not show.
        parameters: Mood, time of day, camera and the like, for the scene.
        is_heard: Whether the sound of the place belongs to it from the first, for it is spoken of.
        prompt: All words of it, for a model that makes it.
        is_drawn: Whether the studio is to draw it, even where a model could make it.
        takes: Of how many clips it is to be made; 0 for as many as it needs.
        film: What a model made of it; None to draw it.
        is_silent: Whether that film has no sound of its own.
    """

    name: str
    scene: str | None
    duration_s: float | None = None
    aspect_ratio: str | None = None
    replace: bool = False
    target: Reference = IT
    place: Place | None = None
    missing: str = ""
    parameters: dict[str, str | float] = field(default_factory=dict[str, str | float])
    is_heard: bool = field(default=False, compare=False)
    prompt: str = field(default="", compare=False)
    is_drawn: bool = field(default=False, compare=False)
    takes: int = field(default=1, compare=False)
    film: UploadedMedia | None = field(default=None, compare=False)
    is_silent: bool = field(default=False, compare=False)


class PlaceMedia(Command, needs_picture=False):
    """Put uploaded pictures and videos on the timeline; sounds too, where files are meant whatever they hold.

    Attributes:
        still_s: Seconds that each picture shows.
        camera: How the camera moves over pictures; None for a slow approach.
        place: Where they go; None for the end.
        replaces: What an upload takes the place of; None to add.
        names: Which uploads; empty for those that are not on the timeline yet.
        is_mention: Whether they are only spoken of, so that those that are there already stay as they are.
        total_s: Seconds that all of them show together; None where that is not said.
        with_sounds: Whether sounds that wait come with the pictures that wait.
    """

    still_s: float = 4
    camera: str | None = None
    place: Place | None = None
    replaces: Reference | None = None
    names: tuple[str, ...] = ()
    is_mention: bool = False
    total_s: float | None = None
    with_sounds: bool = False


class AddEndCard(Command, needs_picture=False):
    """End the film with an uploaded picture and a line over it."""

    name: str
    line: str
    length_s: float


class ChangeScene(Command):
    """Draw a scene in other light, weather, season or mood, or move the camera.

    Attributes:
        parameters: Scene parameters by name.
        target: What is drawn anew.
        missing: A thing that was to come into the picture, which no scene can draw.
    """

    parameters: dict[str, str]
    target: Reference = IT
    missing: str = ""
