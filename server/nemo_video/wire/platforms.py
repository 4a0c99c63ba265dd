"""What the places where films are shown ask of a film: its shape, length, file, loudness and safe area.

Both sides need it: the server to tell what a file breaks, the studio to keep words where they can be read.
Each value has its source, and how and when it was got. Platforms change their rules without notice; a rule
here is a reason for a remark, never for a refusal. `docs/platforms.md` is made from this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, get_args

PlatformName = Literal["tiktok", "reels", "shorts", "youtube", "x", "linkedin"]
PLATFORM_NAMES: Final[tuple[PlatformName, ...]] = get_args(PlatformName)

Basis = Literal["read", "listed", "recalled", "practice"]
"""How the values were got: read on the platform's own page, or in a stored copy of it; taken from a list of
somebody else's; known to be on the platform's page, which was not read again; or nobody publishes them, and
this is what those who make films do."""

MB: Final = 1_000_000
GB: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class SafeArea:
    """The margins that no words should stand in, as shares of the picture's height and width, 0 to 1."""

    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where values are from.

    Attributes:
        of: Which values.
        page: What the page is called, or the standard.
        address: Of the page; empty where there is none.
        date: The year, month or day of the page; of one without a date, when it was read.
        basis: How they were got.
    """

    of: str
    page: str
    address: str
    date: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Platform:
    """One of them.

    Attributes:
        title: Its name, as it writes it.
        aspect_ratio: The shape that fills its screen.
        resolution: That is shown, by the names of the exports.
        fps: That is usual there.
        size: Width and height in pixels that follow from these.
        aspects: The narrowest and the widest shape that it takes, width by height.
        fps_range: The lowest and the highest frame rate that it takes.
        length_s: The shortest and the longest film that it takes, in seconds.
        sides: The smallest and the largest side that it takes, in pixels.
        max_bytes: The largest file that it takes.
        containers: The files that it takes, of those that an export makes.
        loudness_lufs: The integrated loudness that plays there unchanged.
        safe_area: Where it lays nothing of its own over the picture.
        sources: Of all this.
    """

    title: str
    aspect_ratio: str
    resolution: str
    fps: int
    size: tuple[int, int]
    aspects: tuple[float, float]
    fps_range: tuple[float, float]
    length_s: tuple[float, float]
    sides: tuple[int, int]
    max_bytes: int
    containers: tuple[str, ...]
    loudness_lufs: float
    safe_area: SafeArea
    sources: tuple[Source, ...]


_LOUDNESS: Final = Source(
    "loudness",
    "None is published; -14 LUFS is what most streaming services play unchanged",
    "",
    "2025",
    "practice",
)
_SCREEN: Final = SafeArea(0.05, 0.05, 0.05, 0.05)
_EDGES: Final = Source(
    "safe area",
    "None is published; 5 % at each edge is the graphics safe area of EBU R 95 for television",
    "https://tech.ebu.ch/publications/r095",
    "2017",
    "practice",
)
_YOUTUBE_FILES: Final = Source(
    "rate, file types",
    "YouTube Help, recommended upload encoding settings",
    "https://support.google.com/youtube/answer/1722171",
    "2026-11",
    "read",
)
_YOUTUBE_BYTES: Final = Source(
    "file size",
    "YouTube Help, uploads: 256 GB or 12 hours; 15 minutes before an account is verified",
    "https://support.google.com/youtube/answer/71673",
    "2025",
    "recalled",
)

PLATFORMS: Final[Mapping[PlatformName, Platform]] = MappingProxyType(
    {
        "tiktok": Platform(
            title="TikTok",
            aspect_ratio="9:16",
            resolution="1080p",
            fps=30,
            size=(1080, 1920),
            aspects=(9 / 16, 16 / 9),
            fps_range=(23, 60),
            length_s=(3, 600),
            sides=(360, 4096),
            max_bytes=4 * GB,
            containers=("mp4", "mov", "webm"),
            loudness_lufs=-14,
            # Of 1080x1920: 150 pixels at the top and at each side, 440 at the bottom.
            safe_area=SafeArea(150 / 1920, 150 / 1080, 440 / 1920, 150 / 1080),
            sources=(
                Source(
                    "size, shapes",
                    "TikTok Ads, auction in-feed ads",
                    "https://ads.tiktok.com/help/article/tiktok-auction-in-feed-ads",
                    "2026-11",
                    "read",
                ),
                Source(
                    "rate, length, sides, file types",
                    "Ayrshare, TikTok media guidelines",
                    "https://www.ayrshare.com/docs/media-guidelines/tiktok",
                    "2026-11",
                    "listed",
                ),
                Source(
                    "file size",
                    "TikTok for Developers, Media Transfer Guide",
                    "https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide",
                    "2025",
                    "recalled",
                ),
                Source(
                    "safe area",
                    "AdFuse, TikTok ad sizes; TikTok shows it in pictures, and it grows with the caption",
                    "https://adfuseai.com/blog/tiktok-ad-sizes-specs-guide",
                    "2026-11",
                    "listed",
                ),
                _LOUDNESS,
            ),
        ),
        "reels": Platform(
            title="Instagram Reels",
            aspect_ratio="9:16",
            resolution="1080p",
            fps=30,
            size=(1080, 1920),
            aspects=(0.01, 10),
            fps_range=(23, 60),
            length_s=(3, 900),
            sides=(2, 3600),
            max_bytes=300 * MB,
            containers=("mp4", "mov"),
            loudness_lufs=-14,
            safe_area=SafeArea(0.14, 0.06, 0.35, 0.06),
            sources=(
                Source(
                    "size, rate, length, sides, file types, file size",
                    "Ayrshare, Instagram media guidelines; some of its translations say 1 GB",
                    "https://www.ayrshare.com/docs/media-guidelines/instagram",
                    "2026-11",
                    "listed",
                ),
                Source(
                    "shapes",
                    "Meta for Developers, IG User Media, Reel specifications",
                    "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/"
                    "ig-user/media",
                    "2025",
                    "recalled",
                ),
                Source(
                    "safe area",
                    "ImageFactory, story and reels ads, from Meta's guide: 14 % at the top, 35 % at the "
                    "bottom, 6 % at each side",
                    "https://www.imagefactory.co.kr/en/guides/instagram-story-ad-text-safe-zone",
                    "2026-06-12",
                    "listed",
                ),
                _LOUDNESS,
            ),
        ),
        "shorts": Platform(
            title="YouTube Shorts",
            aspect_ratio="9:16",
            resolution="1080p",
            fps=30,
            size=(1080, 1920),
            aspects=(0.01, 1),
            fps_range=(1, 60),
            length_s=(1, 180),
            sides=(2, 7680),
            max_bytes=256 * GB,
            containers=("mp4", "mov", "webm", "mkv"),
            loudness_lufs=-14,
            # Of 1080x1920: 480 pixels at the bottom are listed; the buttons at the right and the bar at the
            # top were never measured by anybody that could be named, so these are cautious.
            safe_area=SafeArea(0.1, 120 / 1080, 480 / 1920, 60 / 1080),
            sources=(
                Source(
                    "size, shapes, length",
                    "YouTube Help, three-minute Shorts: square or taller, up to 3 minutes",
                    "https://support.google.com/youtube/answer/15424877",
                    "2024-10",
                    "recalled",
                ),
                _YOUTUBE_FILES,
                _YOUTUBE_BYTES,
                Source(
                    "safe area",
                    "YourAIThumbnailGenerator, Shorts safe zones, for the bottom; the rest is practice",
                    "https://www.youraithumbnailgenerator.com/guides/youtube-shorts-safe-zones-complete-guide",
                    "2026-11",
                    "listed",
                ),
                _LOUDNESS,
            ),
        ),
        "youtube": Platform(
            title="YouTube",
            aspect_ratio="16:9",
            resolution="1080p",
            fps=30,
            size=(1920, 1080),
            aspects=(0.01, 10),
            fps_range=(1, 60),
            length_s=(1, 43_200),
            sides=(2, 7680),
            max_bytes=256 * GB,
            containers=("mp4", "mov", "webm", "mkv"),
            loudness_lufs=-14,
            safe_area=_SCREEN,
            sources=(
                replace(_YOUTUBE_FILES, of="size, shapes, rate, file types"),
                replace(_YOUTUBE_BYTES, of="length, file size"),
                _EDGES,
                _LOUDNESS,
            ),
        ),
        "x": Platform(
            title="X",
            aspect_ratio="16:9",
            resolution="720p",
            fps=30,
            size=(1280, 720),
            aspects=(1 / 3, 3),
            fps_range=(1, 60),
            length_s=(0.5, 1200),
            sides=(32, 1280),
            max_bytes=8 * GB,
            containers=("mp4", "mov"),
            loudness_lufs=-14,
            safe_area=_SCREEN,
            sources=(
                Source(
                    "size, shapes, rate, length, sides, file size",
                    "X API, media best practices, for an account without Premium; Premium plays 1080p",
                    "https://github.com/xdevplatform/docs/blob/0c986f002c28d9c786b3462f22fef29c0df21033/"
                    "x-api/media/quickstart/best-practices.mdx",
                    "2026-11",
                    "read",
                ),
                Source(
                    "file types",
                    "Ayrshare, X media guidelines",
                    "https://www.ayrshare.com/docs/media-guidelines/x-twitter",
                    "2026-11",
                    "listed",
                ),
                _EDGES,
                _LOUDNESS,
            ),
        ),
        "linkedin": Platform(
            title="LinkedIn",
            aspect_ratio="16:9",
            resolution="1080p",
            fps=30,
            size=(1920, 1080),
            aspects=(1 / 2.4, 2.4),
            fps_range=(10, 60),
            length_s=(3, 1800),
            sides=(144, 4096),
            max_bytes=500 * MB,
            containers=("mp4",),
            loudness_lufs=-14,
            safe_area=_SCREEN,
            sources=(
                Source(
                    "shapes, length, file types, file size",
                    "Ayrshare, LinkedIn media guidelines, as LinkedIn's Videos API has them; posts by hand "
                    "take 5 GB, but 10 to 15 minutes",
                    "https://www.ayrshare.com/docs/media-guidelines/linkedin",
                    "2026-11",
                    "listed",
                ),
                Source(
                    "size, rate, sides",
                    "ChangeThisFile, videos for LinkedIn posts",
                    "https://changethisfile.com/blog/convert-videos-for-linkedin-posts",
                    "2026-11",
                    "listed",
                ),
                _EDGES,
                _LOUDNESS,
            ),
        ),
    }
)


def find_platform(name: str | None) -> PlatformName | None:
    """The platform of a name as the table spells it; None for anything else."""
    return next((each for each in PLATFORM_NAMES if each == name), None)
