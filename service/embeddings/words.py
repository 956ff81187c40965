"""Words of a text, and the forms under which two spellings of a word meet."""

import re
import unicodedata

# Letters, with hyphens inside; an apostrophe ends a word and stays with it: l'huile is l' and huile.
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?:['’](?=\w))?|\d+(?:[.,]\d+)*")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'"})


def lowered(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().replace("’", "'")


def folded(word: str) -> str:
    """Without case and accents: "Œuvre" and "oeuvre", "panadería" and "panaderia" are one."""
    parts = unicodedata.normalize("NFD", word.lower().translate(_LIGATURES))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
