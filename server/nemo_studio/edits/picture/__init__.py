"""How the picture looks: colours, framing, transitions, picture in picture."""
