"""What a change of the content changes: for residents who write, for residents who tap, and for the clerk who signs it.

`changes`, `answers`, `ways` and `compared` are pure; `revisions` and `asked` look at the world, and `page` writes one HTML page.
"""
