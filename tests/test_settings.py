"""Settings: what the environment sets, and what is said of a bad value."""

import os
from pathlib import Path

import pytest

from nemo_video.errors import InvalidArgument
from nemo_video.settings import platform_of_install, read_settings


def test_an_unset_setting_may_come_as_nothing_or_as_a_bundles_placeholder() -> None:
    hosts_words = {"NEMO_TOKEN": "", "NEMO_MAX_CREDITS": "${user_config.max_credits}", "NEMO_BACKEND": "  "}
    assert read_settings(hosts_words) == read_settings({})


def test_a_token_never_shows_in_the_settings() -> None:
    settings = read_settings({"NEMO_TOKEN": "nmv_usr_secret"})
    assert "nmv_usr_secret" not in repr(settings)
    assert settings.token is not None
    assert settings.token.get_secret_value() == "nmv_usr_secret"


def test_lists_are_split_as_their_kind_is_written() -> None:
    settings = read_settings({"NEMO_UPLOAD_DIRS": os.pathsep.join(["/a", "/b"]), "NEMO_RECOVERY_S": "1,2.5"})
    assert settings.upload_dirs == (Path("/a").absolute(), Path("/b").absolute())
    assert settings.recovery_s == (1, 2.5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEMO_BACKEND", "moon"),
        ("NEMO_API_URL", "ftp://example.com"),
        ("NEMO_POLL_S", "soon"),
        ("NEMO_POLL_S", "0"),
        ("NEMO_RECOVERY_S", "30,x"),
        ("NEMO_MAX_CREDITS", "-1"),
        ("NEMO_STUDIO_WORKERS", "0"),
        ("NEMO_STUDIO_WORKERS", "tcp://scheduler"),
        ("NEMO_LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        read_settings({name: value})
    assert refused.value.message.startswith(f"{name} has a bad value: ")
    assert "\n" not in refused.value.message


def test_the_workers_are_a_number_or_those_of_a_scheduler() -> None:
    here, there = (
        read_settings({"NEMO_STUDIO_WORKERS": value}) for value in ("3", "tls://dask.example:8786")
    )

    assert (here.renders_at_a_time, here.scheduler) == (3, None)
    assert (there.renders_at_a_time, there.scheduler) == (os.cpu_count(), "tls://dask.example:8786")


@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("/home/a/.clawhub/skills/nemo/server/x.py", "clawhub"),
        ("/home/a/.cursor/skills/nemo/x.py", "cursor"),
        ("/home/a/.cursor/other/x.py", "unknown"),
        ("/usr/lib/python3/site-packages/x.py", "unknown"),
    ],
)
def test_the_skill_platform_is_read_off_the_install_path(path: str, platform: str) -> None:
    assert platform_of_install(Path(path)) == platform
