"""What the project is made and measured with: its listings, its benches, the learner of its language."""
