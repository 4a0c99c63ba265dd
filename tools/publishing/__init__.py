"""What the world sees of the project, made from the code: tables, pictures, and the listings of hosts.

`python -m tools.publishing` writes all of it; the tests hold every file equal to what would be written now.
"""
