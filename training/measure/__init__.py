"""Quality and steadiness measures."""
