"""`python -m nemo_video` is the command `nemo-video-mcp`."""

from nemo_video.cli import main

if __name__ == "__main__":
    main()
