"""The entry of the Claude Desktop bundle."""

import os
import sys

from nemo_video.cli import main

if __name__ == "__main__":
    # The bundle's settings page has switches and no lists, so the backend is one; unset, it is a placeholder.
    if "--offline=true" in sys.argv:
        os.environ["NEMO_BACKEND"] = "studio"
    sys.argv[1:] = [argument for argument in sys.argv[1:] if not argument.startswith("--offline=")]
    main()
