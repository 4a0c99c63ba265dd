"""Groups of the lexicon's lists that the files of this room ask for together."""

TOOLS = ("export", "credits", "upload", "generate", "state")
LEADING = ("frame.lead", "frame.modal", "frame.connective")
VERBS = ("verbs.strong", "verbs.weak", "verbs.tool")
SCREEN = ("screen.control", "screen.place", "screen.icon", "screen.where", "screen.landmark")
NAMES = (*(f"{tool}.names" for tool in TOOLS), "state.places", "none.names")
HINTS = tuple(f"{tool}.hints" for tool in TOOLS)
