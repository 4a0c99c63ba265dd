"""The player in a real window: Chromium, the official AppBridge, the real stdio server on the studio."""

import json
import shutil
from pathlib import Path

import pytest

from homes import COMMAND, clean_environment
from real_hosts.set_up import HERE, Client

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="the program chromium is not installed")
def test_a_person_sees_plays_seeks_and_changes_the_film_in_the_window(node: Client, tmp_path: Path) -> None:
    script = HERE / "player_host.mjs"
    arguments = (str(CHROMIUM), str(tmp_path), str(COMMAND))
    done = node.run(script, *arguments, environment=clean_environment(tmp_path))
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])

    assert seen["items"] == ["clip 1 · sunset over the ocean", "title 1 · Golden Hour", "sound 1 · Waves"]
    assert seen["duration"] == pytest.approx(4, abs=0.1)
    assert seen["current_time"] == pytest.approx(3, abs=0.1)
    assert seen["picture_changed"]
    assert seen["here"] == "0:00 · clip 1 sunset over the ocean · title 1 Golden Hour"
    assert seen["after_home"] == 0
    changing = [name for name in seen["calls"] if name not in ("preview", "state", "wait")]
    assert changing == ["generate", "generate", "edit"]
    assert seen["redrawn"]
    assert [len(frames) for frames in seen["frames"]] == [1, 1], "on the timeline, too"
    assert seen["frames"][0] != seen["frames"][1]
    assert seen["waveforms"] == [1] * 2
    assert seen["keys"]["moves"] == pytest.approx([0, 1, 2, 1, 4, 4], abs=0.1)
    assert seen["keys"]["paused"] == [False, True, False, True]
    assert seen["keys"]["order"] == ["screen", "timeline", "next"]
    assert min(seen["keys"]["rings"]) >= 2, "where one is can be seen"
    assert seen["keys"]["focus_after"] == "timeline"
    assert any("时间 黄昏" in detail for detail in seen["details"])
    assert seen["moving"] == [0, 0, 1]
    assert seen["options"] == ["calm", "upbeat"]
    assert seen["running"] == ["rendering · 42 %", "Working", 0]
    assert seen["crowded"] == [" ".join(str(number + 1) for number in range(40)), " " * 39]
    assert [seen["blocks"][0].partition("–")[0], seen["blocks"][-1].partition("–")[2]] == ["clip 1", "1000"]
    assert 2 < len(seen["blocks"]) < 6
    assert seen["ticks"] == [5, 9], "in a window of 320 pixels, and after it became wider"
    assert seen["barriers"] == []
    assert set(seen["items_after"]) - set(seen["items"]) == {"title 2 · Late", "sound 2 · Lo-fi"}
    assert set(seen["changed"]) == {"title 2 · Late", "sound 2 · Lo-fi"}
    assert "job_none" in seen["error"]
    assert seen["empty"] == "Nothing is on the timeline yet. Say what to make."
    assert seen["wish"] == "What to make"
    assert seen["looked"] == ["1AAA", "2AAA", "0:03 · clip 2 city", "1AAA"]
    assert seen["overflow"] <= 0
    assert set(seen["requests"]) == set(seen["origins"]), "nothing outside what the page declares"
    assert seen["errors"] == []
