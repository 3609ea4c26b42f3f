"""The catalogue as a spreadsheet and back: one row for each entry, and only what was changed in the sheet is changed in the file."""
