"""What keeps the server from working, and the remedy of each."""

from nemo_video.cli.doctor.examination import run_doctor

__all__ = ["run_doctor"]
