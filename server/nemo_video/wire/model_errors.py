"""Codes with which the studio's stream tells why a real model did not make a clip.

The words beside such a code are the model's own, or the studio's where it had none, for people to read.
"""

from enum import StrEnum


class ModelError(StrEnum):
    """Why a clip was not made."""

    SAFETY = "MODEL_SAFETY"
    OVERLOADED = "MODEL_OVERLOADED"
    KEY = "MODEL_KEY"
    MONEY = "MODEL_MONEY"
    CAP = "MODEL_COST_CAP"
    LIMITS = "MODEL_LIMITS"
    UNKNOWN = "MODEL_UNKNOWN"
    UNREACHABLE = "MODEL_UNREACHABLE"
    UNANSWERED = "MODEL_UNANSWERED"
    EXPIRED = "MODEL_EXPIRED"
    FAILED = "MODEL_FAILED"
