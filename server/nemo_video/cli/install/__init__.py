"""Putting the server into a host's own configuration, and taking it out again."""

from nemo_video.cli.install.configuration import Edit, add_server, read_entry, remove_server, write_edit
from nemo_video.cli.install.entry import ServerEntry, entry_of_this_install, is_short_lived, read_env
from nemo_video.cli.install.hosts import HOSTS, Host, find_host

__all__ = [
    "HOSTS",
    "Edit",
    "Host",
    "ServerEntry",
    "add_server",
    "entry_of_this_install",
    "find_host",
    "is_short_lived",
    "read_entry",
    "read_env",
    "remove_server",
    "write_edit",
]
