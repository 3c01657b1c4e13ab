"""How a network learns a look."""
