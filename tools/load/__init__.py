"""What many turns at once, and many rounds of the same, cost a server: `make load`, `make soak`."""
