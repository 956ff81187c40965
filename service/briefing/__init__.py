"""Hard constraints read from a brief's prose, in English, Spanish, Portuguese, French, German, Italian and Dutch.

Pure: text in, readings out. Knows the domain's words and locale data, and nothing of storage or requests.
`reader.read` is the way in; `words/` holds what people say, a file a language; the other files hold what it means.
"""
