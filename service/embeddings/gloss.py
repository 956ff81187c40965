"""Text in Spanish, Portuguese, French, German or Italian as English words, for an encoder that knows English only.

Not a translation: word by word in the order of the text, which is all that the mean of word vectors sees.
"""

import hashlib
import re
from functools import cache, lru_cache

from service.embeddings.cognates import cognate
from service.embeddings.compounds import known_end, split_compound
from service.embeddings.language import segments
from service.embeddings.lemmas import lemma
from service.embeddings.lexicon import FOLDER, Lexicon, build, function_words
from service.embeddings.words import WORD, folded, lowered

# Raise it with any change of what gloss() returns that is not a change of the glossary.
_METHOD = 1
_STOPS = frozenset(".!?…")
# What is longer is no word of a language, and would fill the caches.
_LONGEST_WORD = 60


def _glossary_hash() -> str:
    content = hashlib.sha256(str(_METHOD).encode())
    for file in sorted(FOLDER.glob("*.txt")):
        content.update(file.read_bytes())
    return content.hexdigest()[:12]


GLOSSARY_HASH: str = _glossary_hash()


def gloss(text: str) -> str:
    """English words for the sentences and lines of `text` that are in one of the five languages.

    The rest, thus all of an English text, comes back as it is, byte for byte. Never raises.
    """
    parts = [_gloss_segment(piece.text, piece.language) if piece.language else piece.text for piece in segments(text)]
    return "".join(parts)


def _gloss_segment(segment: str, language: str) -> str:
    words = [word for word in WORD.findall(segment) if len(word) <= _LONGEST_WORD]
    lexicon = _lexicon(language)
    bases = [base_form(word, language) for word in words]
    names = _names(words, language)
    out = []
    at = 0
    while at < len(words):
        for length in range(min(lexicon.longest_phrase, len(words) - at), 1, -1):
            english = lexicon.phrases.get(tuple(bases[at : at + length]))
            if english:
                out.append(english)
                at += length
                break
        else:
            out.append(words[at] if at in names else _gloss_word(words[at], language))
            at += 1
    end = segment.rstrip()
    stop = "." if out and end[-1:] in _STOPS else ""
    return " ".join(filter(None, out)) + stop + segment[len(end) :]


def _names(words: list[str], language: str) -> set[int]:
    """Places of words that are names: capitals within a sentence, where German has them on every noun.

    A brand called "Red Armchair" says nothing about furniture, so names are kept as they are.
    """
    capitals = {at for at, word in enumerate(words) if word[0].isupper()}
    if language == "de" or len(words) < 6 or len(capitals) > 0.4 * len(words):
        return set()
    inside = {at for at in capitals if at and lowered(words[at]) not in _lexicon(language).names}
    first = {0} if {0, 1} <= capitals and lowered(words[0]) not in function_words()[language].every else set()
    return inside | first


@lru_cache(maxsize=1 << 15)
def base_form(word: str, language: str) -> str:
    return folded(lemma(word, language) or word)


@cache
def _lexicon(language: str) -> Lexicon:
    return build(language, lambda word: base_form(word, language))


@lru_cache(maxsize=1 << 15)
def _gloss_word(word: str, language: str) -> str:
    """English for one word, "" for one that says nothing, the word itself if unknown."""
    low = lowered(word)
    if low in function_words()[language].every:
        return _lexicon(language).light.get(low, "")
    english = _lookup(word, language)
    if english is None and "-" in word:
        parts = [_gloss_word(part, language) for part in word.split("-") if part]
        english = " ".join(filter(None, parts))
    if english is None and language == "de":
        english = _gloss_compound(low)
    if english is None:
        english = _gloss_derived(low, language) or cognate(base_form(word, language), language)
    if english is None and not _is_name(word, language):
        english = ""
    return word if english is None else english


def _is_name(word: str, language: str) -> bool:
    """Unknown words are noise to the encoder, names of people, places and brands are not."""
    return not word.islower() and lemma(word, language) is None


# An adverb's adjective, and a verb's infinitive without the pronouns that grew on to it.
_GROWN = {
    "es": re.compile(
        r"mente$|(?<=r)(?:me|te|se|lo|la|los|las|le|les|nos)$|(?<=ndo)(?:me|te|se|lo|la|los|las|le|les|nos)$"
    ),
    "pt": re.compile(r"mente$"),
    "fr": re.compile(r"(?:e?ment)$"),
    "it": re.compile(r"mente$|(?<=r)(?:mi|ti|si|lo|la|li|le|ci|vi|ne|gli)$"),
}


def _gloss_derived(word: str, language: str) -> str | None:
    pattern = _GROWN.get(language)
    base = pattern.sub("", word) if pattern else word
    if base == word or len(base) < 3:
        return None
    forms = (base, base + "e", base + "l") if language != "es" else (base,)
    return next((found for form in forms if (found := _lookup(form, language))), None)


def _gloss_compound(word: str) -> str | None:
    def part(text: str) -> str | None:
        return None if text in function_words()["de"].every else _lookup(text, "de")

    def base(text: str) -> str | None:
        return None if text in function_words()["de"].every else _lexicon("de").loose.get(folded(text))

    return split_compound(word, part, base) or known_end(word, part)


def _lookup(word: str, language: str) -> str | None:
    lexicon = _lexicon(language)
    return (
        lexicon.exact.get(lowered(word))
        or lexicon.loose.get(folded(word))
        or lexicon.loose.get(base_form(word, language))
    )
