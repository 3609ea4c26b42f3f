"""まどぐち: from a resident's worry to the window that answers now."""
