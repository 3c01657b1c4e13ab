"""Features of a face: eyes, mouth and nose, beards, glasses, wrinkles."""
