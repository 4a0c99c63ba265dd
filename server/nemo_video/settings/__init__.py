"""What the environment sets, read once at start and frozen.

It knows the names and bounds of the settings, and nothing of what they are used for.
"""

from nemo_video.settings.fields import BackendName, LogLevel, Settings, platform_of_install
from nemo_video.settings.reading import SettingDescription, describe_settings, is_unset, read_settings
from nemo_video.settings.users import RECEIVED, USERS, settings_of

__all__ = [
    "RECEIVED",
    "USERS",
    "BackendName",
    "LogLevel",
    "SettingDescription",
    "Settings",
    "describe_settings",
    "is_unset",
    "platform_of_install",
    "read_settings",
    "settings_of",
]
