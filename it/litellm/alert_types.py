"""Tells Spendbell one event for each of LiteLLM's alert types, prints what reaches Slack of each, and checks that all do."""

import datetime
import json
import pathlib
import re
import shutil
import sys
import tempfile
import time
import urllib.request

import verdict
from processes import Started, answers, await_that

HERE = pathlib.Path(__file__).parent

# What no event raises by itself.
OF_TIME = {"spend_reports", "user_spend_anomalies", "daily_reports", "fallback_reports"}

# The levels that are not High.
LEVELS = {
    "llm_too_slow": "Low",
    "new_model_added": "Low",
    "llm_requests_hanging": "Medium",
    "budget_alerts": "Medium",
    "cooldown_deployment": "Medium",
    "model_deprecation_warnings": "Medium",
    "outage_alerts": "Medium",
    "region_outage_alerts": "Medium",
}


def events():
    """By alert type: the events that raise it, none where time alone does."""
    now = datetime.datetime.now(datetime.timezone.utc)
    soon = (now + datetime.timedelta(days=20)).date().isoformat()
    long_ago = (now - datetime.timedelta(seconds=290)).isoformat()
    call = {"event": "request", "model": "gpt-5-mini", "provider": "openai", "key_alias": "billing-bot"}
    failed = {**call, "status": "failure", "status_code": 503, "error": "upstream is down"}

    def failures(prefix, *deployments, **fields):
        return [
            {**failed, **fields, "id": f"{prefix}{n}", "deployment_id": deployments[n % len(deployments)]} for n in range(6)
        ]

    changes = {
        "new_virtual_key_created": {"event": "key_created", "key_alias": "billing-bot"},
        "virtual_key_updated": {"event": "key_updated", "key_alias": "billing-bot"},
        "virtual_key_deleted": {"event": "key_deleted", "key_alias": "billing-bot"},
        "new_team_created": {"event": "team_created", "team_id": "team-pay", "team_alias": "Payments"},
        "team_updated": {"event": "team_updated", "team_id": "team-pay", "team_alias": "Payments"},
        "team_deleted": {"event": "team_deleted", "team_id": "team-pay", "team_alias": "Payments"},
        "new_internal_user_created": {"event": "user_created", "user_id": "u-17"},
        "internal_user_updated": {"event": "user_updated", "user_id": "u-17"},
        "internal_user_deleted": {"event": "user_deleted", "user_id": "u-17"},
    }
    status = {"token": "88dc28d0", "key_alias": "billing-bot", "event_group": "key", "spend": 96, "max_budget": 100}
    return {
        "llm_exceptions": [{**failed, "id": "e1", "status_code": 400}],
        "llm_too_slow": [{**call, "id": "s1", "status": "success", "latency": 312.5}],
        "llm_requests_hanging": [{**call, "id": "h1", "status": "started", "time": long_ago}],
        "budget_alerts": [{"event": "budget", "type": "token_budget", "user_info": status}],
        "spend_reports": [],
        "failed_tracking_spend": [{"event": "spend_tracking_failed", "model": "gpt-5-mini", "error": "no price"}],
        "user_spend_thresholds": [{"event": "spend", "cost": 60, "user_id": "u-17"}],
        "user_spend_anomalies": [{"event": "spend", "cost": 60, "user_id": "u-18"}],
        "db_exceptions": [{"event": "db_exception", "operation": "write", "error": "connection refused"}],
        "daily_reports": [],
        "fallback_reports": [],
        "cooldown_deployment": [{"event": "deployment_cooldown", "deployment_id": "dep-01", "status_code": 429}],
        "new_model_added": [{"event": "model_added", "model": "gpt-5-mini", "base_model": "gpt-5-mini"}],
        "model_deprecation_warnings": [{"event": "model_deprecation", "model": "gpt-4", "deprecation_date": soon}],
        "outage_alerts": failures("o", "dep-02"),
        "region_outage_alerts": failures("r", "dep-03", "dep-04", region="eu-central-1"),
        **{kind: [{**event, "actor": {"user_id": "admin-1"}}] for kind, event in changes.items()},
    }


def post(url, event):
    request = urllib.request.Request(f"{url}/v1/events", json.dumps(event).encode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())["accepted"] == 1


def texts(message):
    """Of each alert that a message shows, by its id: all that the message says before that."""
    shown, so_far = {}, []
    for block in message.get("blocks", []):
        parts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
        for text in (part.get("text", "") for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)):
            ids = re.match("ids? (.*)", text)
            if ids:
                shown.update(dict.fromkeys(ids.group(1).split(", "), " ".join(" ".join(so_far).split())))
            else:
                so_far.append(text)
        if block.get("type") in ("divider", "context"):
            so_far = []
    return shown


def told(home, room):
    """By type: the level of the alert and the text of it that reached Slack."""
    started = []
    try:
        jar = home / "target" / "spendbell-fat.jar"
        slack = Started("slack", verdict.stand_in(jar, HERE), room, lines=True)
        started.append(slack)
        url = slack.lines.get(timeout=60)["slack"]
        shutil.copy(HERE / "alert_types.yaml", room)
        command = [home / "spendbell", "run", "--config", "alert_types.yaml"]
        spendbell = Started("spendbell", command, room, env={"SLACK_WEBHOOK_URL": url})
        started.append(spendbell)
        port = spendbell.await_log(r"HTTP listens on 127\.0\.0\.1:(\d+)", 60).group(1)
        spendbell = f"http://127.0.0.1:{port}"
        await_that(lambda: answers(f"{spendbell}/health/ready"), 30, "Spendbell to be ready")
        for each in events().values():
            for event in each:
                assert post(spendbell, event), event
        expected = {kind for kind, raised_by in events().items() if raised_by and kind not in OF_TIME}
        seen, by_type = {}, {}
        until = time.monotonic() + 90
        while time.monotonic() < until and not expected <= by_type.keys():
            time.sleep(0.5)
            while not slack.lines.empty():
                seen.update(texts(slack.lines.get()["message"]))
            with urllib.request.urlopen(f"{spendbell}/v1/alerts?limit=1000", timeout=30) as answer:
                for alert in json.loads(answer.read())["alerts"]:
                    if alert["id"] in seen:
                        by_type[alert["alert_type"]] = (alert["level"], seen[alert["id"]])
        return by_type
    finally:
        for each in reversed(started):
            each.end()


def main():
    home = pathlib.Path(sys.argv[1])
    room = pathlib.Path(tempfile.mkdtemp(prefix="spendbell-types-"))
    try:
        alerts = told(home, room)
    finally:
        shutil.rmtree(room)
    print("| alert type | raised by | level | what reached Slack |\n| --- | --- | --- | --- |")
    for kind, raised_by in events().items():
        names = sorted({f"`{event['event']}`" for event in raised_by}) or ["time"]
        level, text = alerts.get(kind, ("", "nothing: it needs time, or a history" if kind in OF_TIME else "NOTHING"))
        print(f"| `{kind}` | {', '.join(names)} | {level} | {text[:200]} |")
    print()
    missing = [kind for kind in events() if kind not in OF_TIME and alerts.get(kind, ("",))[0] != LEVELS.get(kind, "High")]
    print(f"FAIL  not as they should be: {', '.join(missing)}" if missing else "ok    each reached Slack, at its level")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
