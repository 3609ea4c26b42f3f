"""HTTP in, HTTP out: thin rooms around `talk`."""
