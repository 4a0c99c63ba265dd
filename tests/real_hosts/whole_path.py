"""What every client that walks the whole path has to have seen, whatever it is written in."""

from pathlib import Path

from homes import Json


def assert_it_saw_the_whole_path(seen: Json) -> None:
    """Tools, an error as it was told, credits, a film, a job that outlives its call, and the file."""
    assert seen["tools"][:6] == ["generate", "edit", "upload", "export", "credits", "state"]
    assert seen["error"] == "not_found"
    assert seen["credits"]["available"] == 100
    assert (seen["generated"]["status"], seen["generated"]["timeline"]["duration_s"]) == ("completed", 2)
    assert seen["state"]["timeline"] == seen["generated"]["timeline"]
    assert seen["started"] == "running"
    assert (seen["exported"]["status"], seen["exported"]["verified"]) == ("completed", True)
    assert Path(seen["exported"]["path"]).stat().st_size == seen["exported"]["bytes"]
    assert seen["progress"] == sorted(seen["progress"])
