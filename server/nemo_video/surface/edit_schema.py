"""The listed form of one exact edit: a flat object, as every provider takes it, short enough to be listed.

Which op needs which field stands in the description of `op`; the engine checks it, and says what would be
right.
"""

from typing import Any

from nemo_video.engine import EDIT_FIELDS, EDIT_OPS, MAX_EDITS, FieldRule, OpRule

_TYPES = {"text": "string", "choice": "string", "number": "number", "integer": "integer", "switch": "boolean"}


def edits_schema() -> dict[str, Any]:
    """The schema of the argument `edits`."""
    fields = {name: _field(rule) for name, rule in EDIT_FIELDS.items()}
    op = {"type": "string", "enum": list(EDIT_OPS), "description": _describe_ops()}
    return {
        "type": "array",
        "description": "Carried out in order. Names are those of the timeline before the call; times are "
        "seconds.",
        "minItems": 1,
        "maxItems": MAX_EDITS,
        "items": {"type": "object", "properties": {"op": op, **fields}, "required": ["op"]},
    }


def _field(rule: FieldRule) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES[rule.type]}
    if rule.choices:
        schema["enum"] = list(rule.choices)
    if rule.told:
        schema["description"] = rule.told
    return schema


def _describe_ops() -> str:
    """As in `trim(item from_s to_s) fade(item in_s|out_s)`."""
    said = [f"{op}({fields})" if (fields := _describe_fields(rule)) else op for op, rule in EDIT_OPS.items()]
    return f"[optional], | any: {' '.join(said)}"


def _describe_fields(rule: OpRule) -> str:
    parts = [*rule.needs, *(["|".join(rule.one_of)] if rule.one_of else [])]
    return " ".join([*parts, *(f"[{name}]" for name in rule.may)])
