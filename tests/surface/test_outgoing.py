"""Answers that are hard to write: none of them ends the server."""

import os
import sys
from pathlib import Path

import anyio
import pytest

from homes import Json, clean_environment
from surface.raw_host import raw_host


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Names of files are text elsewhere")
@pytest.mark.anyio
async def test_a_file_whose_name_is_no_text_is_offered_and_the_server_goes_on(tmp_path: Path) -> None:
    name = os.fsdecode(b"film \xff.mp4")
    await anyio.Path(tmp_path, name).touch()
    typed: Json = {"name": "source", "value": f"{tmp_path}/film"}
    reference: Json = {"type": "ref/prompt", "name": "quick_edit"}
    async with raw_host(clean_environment(tmp_path)) as host:
        await host.shake_hands()
        offered = await host.answer_of(
            {"method": "completion/complete", "params": {"ref": reference, "argument": typed}}
        )
        listed = await host.answer_of({"method": "tools/list"})
    assert offered["result"]["completion"]["values"] == [f"{tmp_path}/film \ufffd.mp4"]
    assert listed["result"]["tools"]
