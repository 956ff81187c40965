"""The version that answers, documents and packages carry."""

VERSION = "0.1.0"
