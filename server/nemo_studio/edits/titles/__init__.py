"""Words over the picture: titles and subtitles."""
