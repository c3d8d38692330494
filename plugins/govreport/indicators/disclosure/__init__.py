"""Suppression: which figures stay out of print, so that small counts about people can't be read or worked out."""
