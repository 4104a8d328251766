"""The refusals that only users know.

* ApiError
  + NameTakenError          409  name_taken
  + RegistrationClosedError 403  registration_closed
"""

from genai_shared.errors import ApiError


class NameTakenError(ApiError):
    status, code = 409, "name_taken"
    message = "Somebody has this name already; choose another one."


class RegistrationClosedError(ApiError):
    status, code = 403, "registration_closed"
    message = "This service takes no new users by itself; ask its operator for an account."
