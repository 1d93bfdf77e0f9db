"""Languages are content: a text is a mapping from language to words, and a language may fall back.

All content is complete in LANGUAGES. Any other language is a folder of content (see
`LanguageEntry`); what it does not say is said in the language that it falls back to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    RootModel,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

T = TypeVar("T")

# A language by its code, such as "id".
Language = str
# The languages in which all content is complete, the first for who has no other.
LANGUAGES: tuple[Language, ...] = ("id", "en")
DEFAULT: Language = LANGUAGES[0]

# Given to a validation: each further language with the one that it falls back to.
FALLBACKS = "fallbacks"

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class Localised(RootModel[dict[Language, T]], Generic[T]):
    """A value in every language; one that a language lacks is that of its fallback."""

    model_config = ConfigDict(frozen=True)

    def in_(self, language: Language) -> T:
        """The value in one language."""
        return self.root[language]

    def each(self) -> Iterator[tuple[Language, T]]:
        """Every language with its value, except for values that occurred before."""
        seen: list[T] = []
        for language, value in self.root.items():
            if value not in seen:
                seen.append(value)
                yield language, value

    @model_validator(mode="wrap")
    @classmethod
    def _completed(
        cls, data: Any, handler: ModelWrapValidatorHandler[Localised[T]], info: ValidationInfo
    ) -> Localised[T]:
        made = handler(data)
        fallbacks = _fallbacks(info)
        _refuse_unknown(made.root, fallbacks)
        for language in LANGUAGES:
            if language not in made.root:
                raise PydanticCustomError("language_missing", "", {"language": language})
        for language, fallback in fallbacks.items():
            made.root.setdefault(language, made.root[fallback])
        return made

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return _by_language(handler(core_schema), handler, required=True)


class Listed(RootModel[dict[Language, tuple[T, ...]]], Generic[T]):
    """Some values in each language; a language that has none falls back to nothing."""

    model_config = ConfigDict(frozen=True)

    def in_(self, language: Language) -> tuple[T, ...]:
        """The values in one language."""
        return self.root.get(language, ())

    def count(self) -> int:
        """How many there are in all languages."""
        return sum(len(values) for values in self.root.values())

    @model_validator(mode="wrap")
    @classmethod
    def _known(
        cls, data: Any, handler: ModelWrapValidatorHandler[Listed[T]], info: ValidationInfo
    ) -> Listed[T]:
        made = handler(data)
        for language in made.root:
            if language not in LANGUAGES and language not in (info.context or {}).get(
                FALLBACKS, {}
            ):
                raise PydanticCustomError("language_unknown", "", {"language": language})
        return made

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return _by_language(handler(core_schema), handler, required=False)


def _fallbacks(info: ValidationInfo) -> Mapping[Language, Language]:
    fallbacks: Mapping[Language, Language] = (info.context or {}).get(FALLBACKS, {})
    return fallbacks


def _refuse_unknown(given: Iterable[Language], fallbacks: Mapping[Language, Language]) -> None:
    for language in given:
        if language not in LANGUAGES and language not in fallbacks:
            raise PydanticCustomError("language_unknown", "", {"language": language})


def _by_language(
    schema: dict[str, Any], handler: GetJsonSchemaHandler, *, required: bool
) -> dict[str, Any]:
    """A mapping's schema with a property for each language, so that editors offer them."""
    found = handler.resolve_ref_schema(schema)
    value = found.pop("additionalProperties")
    found["properties"] = dict.fromkeys(LANGUAGES, value)
    found["additionalProperties"] = False
    if required:
        found["required"] = list(LANGUAGES)
    return schema


class LanguageEntry(BaseModel):
    """One language: `languages/<code>/language.yaml`.

    name: what it calls itself, on a button. codes: those of Telegram's apps that are answered in
    it; "*" for all that no language names. fallback: the language that says what this one does
    not; None for one in which all content is complete. least_phrasings: how many of them a topic
    needs. decimal: what stands before the decimals of a number.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=38)]
    codes: tuple[LanguageCode | Annotated[str, StringConstraints(pattern=r"^\*$")], ...]
    fallback: LanguageCode | None = None
    least_phrasings: Annotated[int, Field(ge=0)] = 0
    decimal: Literal[",", "."] = "."
