"""The labs' proofs, and the wrong versions that must fail them: see `course.labs.proving`."""

from course.labs.proving import (  # noqa: F401 - pytest finds fixtures and hooks by their names here
    lab,
    lab_named,
    load_lab,
    provider,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_generate_tests,
    pytest_pyfunc_call,
    running,
    said,
    version,
)
