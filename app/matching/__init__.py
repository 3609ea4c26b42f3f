"""Words of a resident in, ranked topics and resources out, each with the words that led to it."""
