"""What a brand says of a creator it was shown: the closed lists, and how far each rejection reaches."""

from dataclasses import dataclass

VERDICTS: dict[str, str] = {
    "shortlisted": "Shortlisted",
    "rejected": "Rejected",
    "hired": "Hired",
}

REJECTION_REASONS: dict[str, str] = {
    "wrong_niche": "Wrong niche",
    "wrong_audience": "Wrong audience",
    "too_expensive": "Too expensive",
    "low_quality": "Low quality of the content",
    "suspicious_audience": "Suspicious audience or engagement",
    "brand_safety": "Unsafe for the brand",
    "unresponsive": "Does not answer",
    "competitor": "Works for a competitor",
    "other": "Other",
}

# These hold for the creator whatever the brief; the other reasons speak of the one brief only.
REASONS_OF_THE_CREATOR = frozenset({"low_quality", "suspicious_audience", "brand_safety", "unresponsive"})


@dataclass(frozen=True)
class Verdict:
    """A key of VERDICTS, and for a rejection, which alone has one, a key of REJECTION_REASONS."""

    name: str
    reason: str | None = None

    @property
    def is_of_the_creator(self) -> bool:
        """Whether it speaks of the creator whatever the brief."""
        return self.reason in REASONS_OF_THE_CREATOR
