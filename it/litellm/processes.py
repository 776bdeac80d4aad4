"""The processes of a trial: started with ports that are free, and ended with it whatever happens."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request


class Started:
    """A process that ends with the trial, its whole group with it; what it prints is in a file."""

    def __init__(self, name, command, room, env=None, lines=False):
        self.name = name
        self.log = room / f"{name}.log"
        self.lines = queue.Queue() if lines else None
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=room,
                env={**os.environ, **(env or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if lines else log,
                stderr=log,
                start_new_session=True,
            )
        if lines:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            # What a JVM or a library has to say is no object.
            if line.startswith(b"{"):
                self.lines.put(json.loads(line))

    def await_log(self, pattern, seconds):
        """What a pattern finds in the log, as soon as it is there."""

        def found():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended by itself; its log: {self.log}")
            return re.search(pattern, self.log.read_text(errors="replace"))

        return await_that(found, seconds, f"{self.name} to be ready; its log: {self.log}")

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def await_that(holds, seconds, what):
    """What a function gives, as soon as that is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        given = holds()
        if given:
            return given
        time.sleep(0.2)
    raise RuntimeError(f"waited {seconds} s for {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
