"""The headers that every call carries, but the one for an anonymous token."""

AUTHORIZATION = "Authorization"
CLIENT_ID = "X-Client-Id"
SKILL_SOURCE = "X-Skill-Source"
SKILL_VERSION = "X-Skill-Version"
SKILL_PLATFORM = "X-Skill-Platform"

ATTRIBUTION = (SKILL_SOURCE, SKILL_VERSION, SKILL_PLATFORM)
"""A call that lacks one of these makes exports answer 402."""

SKILL_SOURCE_VALUE = "sora-video-generation"


def attribution(*, version: str, platform: str) -> dict[str, str]:
    """The three attribution headers."""
    return {SKILL_SOURCE: SKILL_SOURCE_VALUE, SKILL_VERSION: version, SKILL_PLATFORM: platform}


def bearer(token: str) -> dict[str, str]:
    """The header that carries the access token."""
    return {AUTHORIZATION: f"Bearer {token}"}
