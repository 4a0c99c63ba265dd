"""The entry of the Claude Desktop bundle."""

from nemo_video.cli import main

if __name__ == "__main__":
    main()
