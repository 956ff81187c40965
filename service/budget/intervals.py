"""How far a count could lie from what it was expected to be: exact limits for few events."""

from scipy.special import gammaincinv


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of the mean of a Poisson count, of at least that confidence.

    Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936): half the quantiles of chi-squared with
    2n and 2n + 2 degrees of freedom, which are those of gamma with n and n + 1.
    """
    tail = (1 - confidence) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))
