"""The studio as a web application: accounts, sessions, uploads, renders, and faults for tests."""
