"""How good and how steady a network is."""
