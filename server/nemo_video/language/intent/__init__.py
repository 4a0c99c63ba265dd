"""Intent: which tool a prompt asks for."""
