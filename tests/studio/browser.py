"""Chromium as a judge: what its player shows of a film, and whether it plays it to the end."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

import pytest

_LIMIT_S: Final = 60
_FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip

_PAGE: Final = """<!doctype html><video muted></video><script>
const video = document.querySelector("video"), seen = [];
const when = (name) => new Promise((done, fail) => {
  video.addEventListener(name, done, {once: true});
  video.addEventListener("error", () => fail(video.error.message), {once: true});
});
// "seeked" may come before the picture does: the frame that is shown tells its time.
const show = (time) => new Promise((done) => {
  const check = (now, {mediaTime}) => Math.floor(time * FPS) == Math.round(mediaTime * FPS) ? done() : wait();
  const wait = () => video.requestVideoFrameCallback(check);
  wait();
  video.currentTime = time;
});
async function look(times, places) {
  await Promise.all([when("canplay"), video.src = "/film.mp4"]);
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight), ink = canvas.getContext("2d");
  for (const time of times) {
    await Promise.all([when("seeked"), show(time)]);
    ink.drawImage(video, 0, 0);
    seen.push(places.map(([x, y]) => [...ink.getImageData(x, y, 1, 1).data].slice(0, 3)));
  }
  await Promise.all([when("seeked"), video.currentTime = 0]);
  video.playbackRate = 4;
  await Promise.all([when("ended"), video.play()]);
  return {seen, duration: video.duration, error: null};
}
look(TIMES, PLACES).catch((error) => ({error: String(error)}))
  .then((told) => fetch("/told", {method: "POST", body: JSON.stringify(told)}));
</script>"""


def watch(
    film: Path, fps: int, times_s: Sequence[float], places: Sequence[tuple[int, int]]
) -> dict[str, Any]:
    """Show a film: `seen` holds the colours of the places at each time, `error` why it did not play."""
    told: SimpleQueue[dict[str, Any]] = SimpleQueue()
    page = _PAGE.replace("TIMES", json.dumps(list(times_s))).replace("PLACES", json.dumps(list(places)))
    page = page.replace("FPS", str(fps))

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                self._send("text/html", page.encode())
            elif self.path == "/film.mp4":
                self._send("video/mp4", film.read_bytes())
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._send("text/plain", b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _send(self, kind: str, body: bytes) -> None:
            """The part that is asked for: a player seeks only where a server gives parts."""
            asked = self.headers.get("Range", "").removeprefix("bytes=")
            start = int(asked.split("-")[0] or 0)
            self.send_response(206 if asked else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(body) - start))
            if asked:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            self.end_headers()
            self.wfile.write(body[start:])

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return _visit(f"http://127.0.0.1:{server.server_port}/", told)
    finally:
        server.shutdown()
        server.server_close()


def _visit(address: str, told: "SimpleQueue[dict[str, Any]]") -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("chromium is missing, which plays the exports: apt-get install -y chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium, *_FLAGS, f"--user-data-dir={profile}", address]
        environment = {**os.environ, "HOME": profile}  # where it puts more than it is told to
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as browser:
            try:
                return told.get(timeout=_LIMIT_S)
            finally:
                browser.kill()
