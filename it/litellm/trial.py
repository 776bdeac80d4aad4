"""Sends calls through a LiteLLM proxy that reports to Spendbell, and checks what reaches Slack."""

import collections
import concurrent.futures
import decimal
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request

import provider
import verdict
from processes import Started, answers, await_that, free_port

HERE = pathlib.Path(__file__).parent


FORMATS = ["json_array", "ndjson", "single"]


class Trial:
    """One proxy that logs its calls in one of LiteLLM's formats, and one Spendbell."""

    def __init__(self, home, venv, room, log_format):
        self.home, self.venv, self.room, self.log_format = home, venv, room, log_format
        self.started = []
        self.delivered = collections.defaultdict(list)
        self.costs = collections.defaultdict(decimal.Decimal)
        self.by_model = collections.defaultdict(decimal.Decimal)
        self.by_tag = collections.defaultdict(decimal.Decimal)
        self.statuses = collections.Counter()

    def start(self, *arguments, **options):
        started = Started(*arguments, **options)
        self.started.append(started)
        return started

    def run(self):
        try:
            self.start_all()
            self.send_calls()
            self.wait_for_quiet()
            return self.judge()
        finally:
            for started in reversed(self.started):
                started.end()

    def start_all(self):
        for name in ("config.yaml", "people.py", "spent.py"):
            shutil.copy(HERE / name, self.room)
        config = self.room / "config.yaml"
        config.write_text(config.read_text().replace("log_format: json_array", f"log_format: {self.log_format}"))
        jar = self.home / "target" / "spendbell-fat.jar"
        self.slack = self.start("slack", verdict.stand_in(jar, HERE), self.room, lines=True)
        urls = self.slack.lines.get(timeout=60)
        spendbell = self.start(
            "spendbell",
            [self.home / "spendbell", "run", "--config", "config.yaml"],
            self.room,
            env={"SLACK_WEBHOOK_URL": urls["slack"], "WEBHOOK_URL": urls["webhook"]},
        )
        port = spendbell.await_log(r"HTTP listens on 127\.0\.0\.1:(\d+)", 60).group(1)
        self.spendbell = f"http://127.0.0.1:{port}"
        await_that(lambda: answers(f"{self.spendbell}/health/ready"), 30, "Spendbell to be ready")
        port = free_port()
        self.proxy = f"http://127.0.0.1:{port}"
        self.start(
            "litellm",
            [self.venv / "bin" / "litellm", "--config", "config.yaml", "--host", "127.0.0.1", "--port", str(port)],
            self.room,
            env={
                "GENERIC_LOGGER_ENDPOINT": f"{self.spendbell}/v1/events",
                "SLACK_WEBHOOK_URL": f"{self.spendbell}/services/litellm?besides=calls",
                "WEBHOOK_URL": f"{self.spendbell}/v1/events",
                "PROVIDER_URL": provider.start(),
                "PYTHONPATH": str(self.room),
                "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                "LITELLM_TELEMETRY": "False",
            },
        )
        await_that(lambda: answers(f"{self.proxy}/health/liveliness"), 120, "the proxy to be ready")

    def send_calls(self):
        """Some hundred at once, then those that cross budgets, one after the other as their costs add up."""
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: self.call("sk-plain", "plain", f"cust-{n % 5}", tags=["nightly"] * (n % 2)), range(200)))
            dear = [pool.submit(self.repeat, key, "dear", 15) for key in ("sk-budgeted", "sk-team")]
            slow = [pool.submit(self.call, "sk-plain", "slow", "cust-1") for _ in range(3)]
            failing = pool.submit(self.repeat, "sk-plain", "failing", 12)
            unpriced = pool.submit(self.repeat, "sk-plain", "any/unheard-of", 3)
            for each in (*dear, *slow, failing, unpriced):
                each.result()
        for n in range(3):
            self.call("sk-unheard-of", f"made-up-{n}", "cust-0")
            self.call("sk-unheard-of", "plain", "cust-0")
            self.call("sk-narrow", "dear", "cust-0")
            self.call("sk-unverifiable", f"made-up-{n}", "cust-0")
            self.call("sk-plain", "breaking", "cust-broken", stream=True)

    def repeat(self, key, model, times):
        for _ in range(times):
            self.call(key, model, "cust-0")

    def call(self, key, model, customer, tags=(), stream=False):
        """One call; what LiteLLM says that it cost is added to its customer's account."""
        body = {"model": model, "max_tokens": 20, "user": customer, "messages": [{"role": "user", "content": "hello"}]}
        body |= {"metadata": {"tags": tags}} if tags else {}
        body |= {"stream": True} if stream else {}
        request = urllib.request.Request(
            f"{self.proxy}/v1/chat/completions",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                # It says nothing of the cost of a call that it cannot price.
                cost = decimal.Decimal(0 if stream else answer.headers.get("x-litellm-response-cost") or 0)
                answer.read()
                self.statuses[answer.status] += 1
                self.costs[customer] += cost
                self.by_model[model] += cost
                for tag in tags:
                    self.by_tag[tag] += cost
        except urllib.error.HTTPError as refused:
            self.statuses[refused.code] += 1
            refused.read()

    def wait_for_quiet(self):
        """LiteLLM flushes every 5 s, Spendbell every second: what has not come 12 s after the last message does not come."""
        last = time.monotonic()
        while time.monotonic() < last + 12:
            while not self.slack.lines.empty():
                line = self.slack.lines.get()
                way = "slack" if line["path"].startswith("/services") else "webhook"
                for alert in verdict.ids(line["message"]):
                    self.delivered[alert].append(way)
                last = time.monotonic()
            time.sleep(0.2)

    def get(self, path):
        with urllib.request.urlopen(f"{self.spendbell}{path}", timeout=30) as answer:
            return answer.read().decode()

    def judge(self):
        alerts = json.loads(self.get("/v1/alerts?limit=1000"))["alerts"]
        budgets = json.loads(self.get("/v1/budgets?limit=1000"), parse_float=decimal.Decimal)["budgets"]
        spent = collections.defaultdict(dict)
        for each in budgets:
            spent[each["name"]][each["id"]] = each["spent"]
        broken = spent["customers"].pop("cust-broken", 0)
        self.costs.pop("cust-broken")
        verdict.show(alerts, self.delivered)
        print("Answers of the proxy:", ", ".join(f"{status}: {times}" for status, times in sorted(self.statuses.items())))
        print("What the broken streams cost:", broken, "\n")
        expected = {
            "customers": dict(self.costs),
            "models": {"dear": self.by_model["dear"]},
            "tags": dict(self.by_tag),
            "providers": {"openai": sum(self.costs.values()) + broken},
        }
        return verdict.judge(alerts, self.delivered, spent, expected, broken, self.statuses, self.get("/metrics"))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home, venv = (pathlib.Path(each) for each in sys.argv[1:3])
    fine = True
    for log_format in sys.argv[3:] or FORMATS:
        print(f"=== The proxy logs its calls as {log_format}\n")
        fine = tried(home, venv, log_format) and fine
        print()
    sys.exit(0 if fine else 1)


def tried(home, venv, log_format):
    room = pathlib.Path(tempfile.mkdtemp(prefix="spendbell-litellm-"))
    try:
        fine = Trial(home, venv, room, log_format).run()
    except Exception:
        print(f"The logs are in {room}", file=sys.stderr)
        raise
    if fine:
        shutil.rmtree(room)
    else:
        print(f"The logs are in {room}", file=sys.stderr)
    return fine


if __name__ == "__main__":
    main()
