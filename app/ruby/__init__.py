"""Furigana: which part of a text of ours reads how. A wrong reading is worse than none.

Nothing here reads the dictionary or knows of HTML: what a word sounds like is asked of a function, and pieces are given back.
"""

from app.ruby.align import fits, spread
from app.ruby.marks import fault, taken_out
from app.ruby.names import told
from app.ruby.pieces import Piece, Pieces, Reading, Readings, Speak, Spell, is_kana
from app.ruby.speller import Speller

__all__ = ["Piece", "Pieces", "Reading", "Readings", "Speak", "Spell", "Speller", "fault", "fits", "is_kana", "spread", "taken_out", "told"]
