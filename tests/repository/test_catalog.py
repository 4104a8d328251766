"""The course's own catalogue is sound."""

from course import lint


def test_the_catalogue_has_no_mistakes():
    """Ids, counts, proofs, needs, hints, keys and mutants fit together: `course lint` finds nothing."""
    assert list(lint.mistakes()) == []
