"""Keys with budgets for a proxy without a database: it is told who asks, and what that one has spent, by this module."""

import fastapi
import spent
from litellm.integrations.custom_logger import CustomLogger
from litellm.proxy._types import UserAPIKeyAuth, hash_token
from litellm.proxy.auth.resolvers.exceptions import KeyNotFoundError

KEYS = {
    "sk-plain": {"key_alias": "plain-key"},
    "sk-narrow": {"key_alias": "narrow-key", "models": ["plain"]},
    "sk-budgeted": {"key_alias": "budgeted-key", "max_budget": 10.0, "soft_budget": 5.0},
    "sk-team": {
        "key_alias": "team-key",
        "team_id": "team-pay",
        "team_alias": "Payments",
        "team_max_budget": 20.0,
        "user_id": "u-17",
        "user_email": "sam@example.com",
        "user_max_budget": 15.0,
    },
}


class Ledger(CustomLogger):
    """Adds up what each key, team and user has spent."""

    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
        call = kwargs["standard_logging_object"]
        for owner in ("hash", "team_id", "user_id"):
            spent.SPENT[call["metadata"].get(f"user_api_key_{owner}")] += call["response_cost"]


ledger = Ledger()


async def authenticate(request, api_key):
    """The key as a database would have it, after the checks of its budgets that the proxy makes for such keys."""
    from litellm.proxy.auth import auth_checks
    from litellm.proxy.proxy_server import llm_model_list, llm_router, proxy_logging_obj

    if api_key == "sk-unverifiable":
        raise fastapi.HTTPException(503, "keys cannot be verified")
    known = KEYS.get(api_key)
    if known is None:
        raise KeyNotFoundError(hash_token(api_key))
    token = hash_token(api_key)
    key = UserAPIKeyAuth(
        api_key=api_key,
        token=token,
        spend=spent.SPENT[token],
        team_spend=spent.SPENT[known.get("team_id")] if "team_id" in known else None,
        user_spend=spent.SPENT[known.get("user_id")] if "user_id" in known else None,
        **known,
    )
    if "models" in known:
        model = (await request.json())["model"]
        await auth_checks.can_key_call_model(model=model, llm_model_list=llm_model_list, valid_token=key, llm_router=llm_router)
    for check in (
        auth_checks.virtual_key_max_budget_alert_check,
        auth_checks.virtual_key_max_budget_check,
        auth_checks.virtual_key_soft_budget_check,
    ):
        await check(valid_token=key, proxy_logging_obj=proxy_logging_obj, user_obj=None)
    return key
