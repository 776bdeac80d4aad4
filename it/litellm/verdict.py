"""What reached Slack, as a table, and whether that is as it should be."""

import collections
import re

ENTITIES = {"team": "team_id", "user": "user_id", "end_user": "customer_id", "model": "model"}


def stand_in(jar, folder):
    """The command that starts Slack's stand-in."""
    return ["java", "-Dlogback.configurationFile=spendbell-logback.xml", "-cp", jar, folder / "StandIn.java"]


def ids(message):
    """The ids of the alerts that a message shows."""
    if "id" in message:
        return [message["id"]]
    texts = [
        element.get("text", "")
        for block in message.get("blocks", [])
        for element in block.get("elements", [])
        if isinstance(element.get("text"), str)
    ]
    return [each for text in texts if re.match("ids? ", text) for each in text.split(" ", 1)[1].split(", ")]


def whose(alert):
    """The entity that an alert is about, or nothing."""
    group = alert.get("event_group")
    if group == "key":
        return f"key {alert.get('key_alias') or alert.get('token')}"
    return f"{group} {alert.get(ENTITIES.get(group, group)) or ''}".strip() if group else ""


def show(alerts, delivered):
    rows = [("ALERT TYPE", "LEVEL", "ABOUT", "EVENT", "IN SLACK", "TEXT")]
    for alert in reversed(alerts):
        rows.append(
            (
                alert["alert_type"],
                alert["level"],
                whose(alert),
                alert.get("event") or "",
                f"{delivered[alert['id']].count('slack')}×",
                " ".join((alert.get("event_message") or "").split())[:100],
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print()


def counter(metrics, name):
    return sum(float(line.split()[-1]) for line in metrics.splitlines() if line.startswith(name))


def texts(alerts, alert_type):
    return [alert.get("event_message") or "" for alert in alerts if alert["alert_type"] == alert_type]


def judge(alerts, delivered, spent, expected, broken, statuses, metrics):
    """Prints each thing that must hold and whether it does, and tells whether all do."""
    events = collections.Counter((whose(alert), alert.get("event")) for alert in alerts)
    types = collections.Counter(alert["alert_type"] for alert in alerts)
    exceptions = texts(alerts, "llm_exceptions")
    outages = texts(alerts, "outage_alerts")
    checks = {
        "every call was taken, none rejected": counter(metrics, 'spendbell_events_accepted_total{way="http"') >= 230
        and counter(metrics, 'spendbell_events_rejected_total{way="http"') == 0
        and counter(metrics, "spendbell_requests_refused_total") == 0,
        "the proxy refused, failed and answered as was meant": all(statuses[status] for status in (200, 401, 403, 500, 503)),
        "what customers, a model, a tag and a provider spent is what LiteLLM says, to the nano-dollar": spent == expected
        and len(spent["customers"]) == 5,
        "streams that broke midway cost something": broken > 0,
        "the budgets of a model, by the name that callers know, of a tag and of a provider rang once each": all(
            events[entity, "threshold_crossed"] == 1 for entity in ("model dear", "tag nightly", "provider openai")
        ),
        "the key's crossed budget rang once": events["key budgeted-key", "budget_crossed"] == 1,
        "the key's soft budget rang once": events["key budgeted-key", "soft_budget_crossed"] == 1,
        "the team's crossed budget rang once": events["team team-pay", "budget_crossed"] == 1,
        "the user's crossed budget rang once": events["user u-17", "budget_crossed"] == 1,
        "no budget rang a second time for being told in Slack's way too": not [
            alert for alert in alerts if alert["alert_type"] == "budget_alerts" and not alert.get("event")
        ],
        "failing and breaking models rang": all(
            any(model in text for text in exceptions) for model in ("openai/failing", "openai/breaking")
        ),
        "a proxy that could not verify keys rang once, and not for the models that were asked for": len(
            [text for text in exceptions if "HTTPException (503)" in text]
        )
        == 1,
        "neither a wrong key nor a denied model rang": not [
            text for text in exceptions if re.search("KeyNotFound|AccessDenied|made-up|openai/plain|openai/dear", text)
        ],
        "the outage rang once when it was minor and once when it was major": len(outages) == 2
        and sum("Minor Service Outage" in text for text in outages) == 1
        and sum("Major Service Outage" in text for text in outages) == 1,
        "slow calls rang": types["llm_too_slow"] > 0,
        "calls without a price rang once, as Spendbell tells of them": types["failed_tracking_spend"] == 1
        and all(
            "Give it a price" in alert["event_message"] for alert in alerts if alert["alert_type"] == "failed_tracking_spend"
        ),
        "hanging calls rang": types["llm_requests_hanging"] > 0,
        "every alert was delivered once to Slack and once to the webhook": all(
            sorted(delivered[alert["id"]]) == ["slack", "webhook"] for alert in alerts
        )
        and len(delivered) == len(alerts),
    }
    for what, holds in checks.items():
        print(f"{'ok  ' if holds else 'FAIL'}  {what}")
    if spent != expected:
        print(f"      Spendbell: {dict(spent)}\n      LiteLLM:   {expected}")
    return all(checks.values())
