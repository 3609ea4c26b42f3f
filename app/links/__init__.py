"""Whether the pages that we point to still stand, and still show the numbers that we show.

`wanted` (which pages, which numbers), `page` (what a page says), `judge` (what is to be told) and `state` (how a run is written down) are pure;
`guard` and `visit` go out into the network, `reader` reads pages in a process of its own; `run` joins them within a budget of time.
"""
