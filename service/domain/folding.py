"""Words without what people leave out when they type them: case, accents, and for names punctuation."""

import re
import unicodedata

# Letters that no accent can be taken off, and two apostrophes that count as letters.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
                          "ʻ": "'", "ʼ": "'"})  # fmt: skip
# Thai, Lao, Burmese, Hangul's parts, Khmer, Kana, Han: nobody writes spaces between words, so each letter begins one.
_UNSPACED = (r"\u0e00-\u0e3e\u0e40-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
             r"\u3400-\u9fff\U00020000-\U0003ffff")  # fmt: skip
# Vowel signs of India's scripts are parts of words, and no letters to `re`.
_INDIC = r"\u0900-\u0963\u0966-\u0dff"
_NAME_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_INDIC}])+")


def folded(text: str) -> str:
    """Without case and accents."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))


def name_key(name: str) -> str:
    """A name as names are compared: its words, each with a space before it, so that " sut" finds a word's beginning.
    Empty where it has no letter and no digit."""
    plain = folded(name)
    if not name.isascii():  # letters drawn as bold or script have a case only once they are plain
        plain = "".join(one for one in plain.casefold() if unicodedata.category(one) != "Cf").translate(_LETTERS)
    return " ".join(["", *_NAME_WORD.findall(plain)])


def name_parts(asked: str) -> list[str]:
    """What has to stand in the key of a name that has each of the words typed: "anne-marie sut" asks for " anne marie"
    and " sut"."""
    return [key for word in asked.split() if (key := name_key(word))]
