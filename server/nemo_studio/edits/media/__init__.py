"""What puts pictures on the timeline: drawn scenes and uploads."""
