"""`str | None` says that a field may be None, not that it may be missing: for that it needs a default.

Run it: course lab T1.3.1-03
Break it: give `reason` the default None. The model accepts an empty object from then on.
"""

from pydantic import BaseModel, ValidationError


class Refund(BaseModel):
    reason: str | None  # must be there, and may be None
    amount: float | None = None  # may be missing


def main() -> None:
    required = [name for name, field in Refund.model_fields.items() if field.is_required()]
    print(f"required: {required}")
    print(f"with None: {Refund(reason=None)!r}")
    try:
        Refund.model_validate({})
    except ValidationError as error:
        print(f"with nothing: {error.errors()[0]['msg']}: {error.errors()[0]['loc'][0]}")
    sent = Refund.model_validate({"reason": None})
    print(f"what was really sent: {sorted(sent.model_fields_set)}")


if __name__ == "__main__":
    main()
