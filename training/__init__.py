"""Train, evaluate and export the style networks of Inkreel."""
