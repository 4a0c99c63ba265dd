"""A worker process of `ProcessExecutor`: tasks come on standard input, spans go to standard output.

Both are pickles: in, one `SpanTask` after the other; out, None after each frame, each encoded span as bytes
when it is done, so that none waits here, or the failure that ended a task. It ends with its parent, whose
pipes then break.
"""

import pickle
import sys
from typing import IO

from nemo_studio.render.span_renderer import Failure, SpanRenderer, SpanTask
from nemo_studio.render.worker_process import describe_shortage, limit_memory
from nemo_video.errors import VideoError


def main() -> int:
    """Render what is asked for until nothing more comes."""
    renderer, told, answers = SpanRenderer(), sys.stdin.buffer, sys.stdout.buffer
    try:
        while True:
            task: SpanTask = pickle.load(told)
            limit_memory(task.composition)
            answer_task(renderer, task, answers)
    except (EOFError, BrokenPipeError):
        return 0


def answer_task(renderer: SpanRenderer, task: SpanTask, answers: IO[bytes]) -> None:
    """Answer with the spans of a task, or why it could not be rendered."""
    try:
        for span in renderer.render(task, lambda: _answer(answers, None)):
            _answer(answers, span.to_bytes())
    except VideoError as error:
        _answer(answers, Failure(error.message, error.advice))
    except MemoryError:
        _answer(answers, Failure(*describe_shortage(task.composition)))


def _answer(answers: IO[bytes], answer: bytes | Failure | None) -> None:
    pickle.dump(answer, answers)
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
