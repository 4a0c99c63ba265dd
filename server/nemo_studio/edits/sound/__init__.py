"""What is heard: music, uploaded sounds, volumes, fades."""
