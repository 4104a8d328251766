"""The models there are, what they cost, and in which order they stand in for each other: `models.toml`."""

import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from genai_shared.errors import ModelNotFoundError, ProviderNotConfiguredError

PROVIDERS = ("anthropic", "openai", "openrouter")
MILLION = 1_000_000


class Entry(BaseModel):
    """A table of the file. Unknown keys are refused: a misspelt price would be a wrong bill."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Model(Entry):
    """What one model costs, in US dollars for a million tokens, and how much it takes, in tokens."""

    input_price: float = Field(ge=0, allow_inf_nan=False)
    output_price: float = Field(ge=0, allow_inf_nan=False)
    context_window: int = Field(gt=0)
    max_output: int = Field(gt=0)

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """Return the price of an answer in US dollars."""
        dollars = (input_tokens * self.input_price + output_tokens * self.output_price) / MILLION
        return round(dollars, 12)  # without the noise of binary fractions

    def worst(self, input_tokens: int, max_tokens: int) -> float:
        """Return the most that an answer can cost which may have so many tokens."""
        return self.cost(input_tokens, min(max_tokens, self.max_output))


class EmbeddingModel(Entry):
    """What a million tokens cost, in US dollars, to turn into vectors."""

    input_price: float = Field(ge=0, allow_inf_nan=False)


class Catalogue(Entry):
    """All models by their name in LiteLLM, `provider/model`; an alias lists those that are tried in turn."""

    default: str
    aliases: dict[str, list[str]]
    models: dict[str, Model]
    embeddings: dict[str, EmbeddingModel] = {}

    def order(self, name: str | None, providers: Collection[str]) -> list[str]:
        """Return the models to try for what a caller named: those of an alias, or a single one.

        ModelNotFoundError: there is no such name. ProviderNotConfiguredError: no model of it has a provider
        that is among `providers`.
        """
        name = self.default if name is None else name
        if name not in self.aliases and name not in self.models:
            raise ModelNotFoundError(param="model")
        models = self.aliases.get(name, [name])
        if not (usable := [model for model in models if provider_of(model) in providers]):
            raise ProviderNotConfiguredError
        return usable

    def embedding(self, name: str, providers: Collection[str]) -> EmbeddingModel:
        """Return a model for embeddings; errors as of `order`."""
        if name not in self.embeddings:
            raise ModelNotFoundError(param="model")
        if provider_of(name) not in providers:
            raise ProviderNotConfiguredError
        return self.embeddings[name]

    def names(self, providers: Collection[str]) -> dict[str, str]:
        """Return every name that can be asked for, and whose it is: a provider's, or an alias."""
        owners = {
            alias: "alias"
            for alias, models in self.aliases.items()
            if any(provider_of(model) in providers for model in models)
        }
        everything = [*self.models, *self.embeddings]
        return owners | {model: provider_of(model) for model in everything if provider_of(model) in providers}


def provider_of(model: str) -> str:
    """Return who runs a model: what stands before the first slash of its name in LiteLLM."""
    return model.partition("/")[0]


def read_catalogue(path: Path) -> Catalogue:
    """Read the file, or end the program with one line for each mistake in it: where, and what."""
    try:
        catalogue = Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        mistakes = [f"{path}: {mistake}" for mistake in contradictions(catalogue)]
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}; MODELS_FILE says where the catalogue is") from None
    except ValidationError as error:
        mistakes = [f"{path}: {'.'.join(map(str, m['loc']))}: {m['msg']}" for m in error.errors()]
    except ValueError as error:  # not TOML, or not UTF-8
        mistakes = [f"{path}: {error}"]
    if mistakes:
        raise SystemExit("\n".join(mistakes))
    return catalogue


def contradictions(catalogue: Catalogue) -> Iterator[str]:
    """Yield what no single entry can know about itself."""
    if catalogue.default not in catalogue.aliases and catalogue.default not in catalogue.models:
        yield f"default: {catalogue.default} is neither an alias nor a model of this file"
    for alias, models in catalogue.aliases.items():
        if "/" in alias:
            yield f"aliases.{alias}: a slash is for models, as in provider/model"
        if not models or len(set(models)) < len(models):
            yield f"aliases.{alias}: must list at least one model, and none twice"
        for model in models:
            if model not in catalogue.models:
                yield f"aliases.{alias}: {model} is not among the models of this file"
    for model in [*catalogue.models, *catalogue.embeddings]:
        provider, _, name = model.partition("/")
        if provider not in PROVIDERS or not name:
            yield f"models.{model}: must be provider/model, with one of {', '.join(PROVIDERS)}"
