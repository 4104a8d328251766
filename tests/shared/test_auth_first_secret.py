"""genai_shared.auth.first_secret: what signs the tokens of containers that nobody has configured."""

from genai_shared.auth.first_secret import make_secret


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path):
    file = tmp_path / "jwt_secret"

    make_secret(file)
    first = file.read_text(encoding="utf-8")
    make_secret(file)

    assert file.read_text(encoding="utf-8") == first
    assert len(first) == 64
    assert file.stat().st_mode & 0o777 == 0o600
