"""Text to vector: which text stands for whom, and the encoder. The only room that knows sentence-transformers."""
