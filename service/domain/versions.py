"""What a caller says of the version that it is about to change (RFC 9110, 13.1)."""

from dataclasses import dataclass

from service.errors import PreconditionFailed, PreconditionRequired


@dataclass(frozen=True)
class Expected:
    """`versions`: those that it may have, None where nothing is said; `anything`: it has to be there; `nothing`: it
    must not be there yet; `must_say`: what is there is changed by those alone who say which version they know."""

    versions: frozenset[int] | None = None
    anything: bool = False
    nothing: bool = False
    must_say: bool = False

    def check(self, current: int | None) -> None:
        """Raises PreconditionFailed or PreconditionRequired; `current` is None for what is not there."""
        if self.nothing and current is not None:
            raise PreconditionFailed(f"it is there already, at version {current}")
        said = self.anything or self.versions is not None
        if said and current is None:
            raise PreconditionFailed("it is not there")
        if self.versions is not None and current not in self.versions:
            raise PreconditionFailed(f"it is at version {current} now; read it again and repeat the change")
        if self.must_say and not said and not self.nothing and current is not None:
            raise PreconditionRequired('send the ETag that you have read as If-Match, or If-Match: * for any version')


UNSAID = Expected()
