"""Text in Spanish, Portuguese, French, German or Italian as English words, for an encoder that knows English only.

Not a translation: word by word in the order of the text, which is all that the mean of word vectors sees.
"""

import hashlib
import re
from functools import cache, lru_cache

from service.embeddings.language import language_of, languages_in
from service.embeddings.lemmas import lemma
from service.embeddings.lexicon import FOLDER, Lexicon, build, function_words
from service.embeddings.words import WORD, folded, lowered

# Raise it with any change of what gloss() returns that is not a change of the glossary.
_METHOD = 1
_SEGMENT = re.compile(r"[^.!?…\n]+[.!?…]*\s*|[.!?…\s]+")


def _glossary_hash() -> str:
    content = hashlib.sha256(str(_METHOD).encode())
    for file in sorted(FOLDER.glob("*.txt")):
        content.update(file.read_bytes())
    return content.hexdigest()[:12]


GLOSSARY_HASH: str = _glossary_hash()


def gloss(text: str) -> str:
    found = languages_in(text)
    if not found:
        return text
    parts = []
    for segment in _SEGMENT.findall(text):
        language = language_of(segment, found)
        parts.append(_gloss_segment(segment, language) if language else segment)
    return "".join(parts)


def _gloss_segment(segment: str, language: str) -> str:
    words = WORD.findall(segment)
    lexicon = _lexicon(language)
    bases = [base_form(word, language) for word in words]
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
            out.append(_gloss_word(words[at], language))
            at += 1
    tail = segment[len(segment.rstrip()) :]
    return " ".join(filter(None, out)) + ("." if re.search(r"[.!?…]\s*$", segment) else "") + (tail or " ")


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
        return ""
    english = _lookup(word, language)
    if english is None and "-" in word:
        parts = [_gloss_word(part, language) for part in word.split("-") if part]
        english = " ".join(filter(None, parts))
    return word if english is None else english


def _lookup(word: str, language: str) -> str | None:
    lexicon = _lexicon(language)
    return (
        lexicon.exact.get(lowered(word))
        or lexicon.loose.get(folded(word))
        or lexicon.loose.get(base_form(word, language))
    )
