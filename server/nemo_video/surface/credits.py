"""The balance in words and as data. The command line tells it too, so nothing here loads the SDK."""

from typing import TYPE_CHECKING

from nemo_video.engine import CreditReport, say, say_model_costs
from nemo_video.redaction import web_address
from nemo_video.surface import schemas as out
from nemo_video.surface.words import Words

if TYPE_CHECKING:
    from nemo_video.engine import ModelCosts


def words_of_credits(report: CreditReport) -> Words:
    """The balance, what it means, and what a real model costs."""
    balance = say("balance", report.language, available=report.available, frozen=report.frozen)
    costs = say_model_costs(report.model, report.language) if report.model else ""
    return Words([f"{balance} {report.advice}", web_address(report.register_url) or "", costs])


def credits_body(report: CreditReport) -> out.CreditsOut:
    """The balance in its listed form."""
    return out.CreditsOut(
        available=report.available,
        frozen=report.frozen,
        total=report.total,
        account=report.account,
        register_url=web_address(report.register_url),
        advice=report.advice,
        spent_today=report.spent_today,
        cap=report.cap,
        model=_model_costs(report.model) if report.model else None,
    )


def _model_costs(costs: "ModelCosts") -> out.ModelCostsOut:
    price = "unknown" if costs.price_per_second is None else costs.price_per_second
    return out.ModelCostsOut(
        model=costs.model, spent_today=costs.spent_today, cap=costs.cap, price_per_second=price
    )
