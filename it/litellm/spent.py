"""What was spent, by key, team and user. A module of its own: the proxy loads people.py once for each name it is asked for."""

from collections import defaultdict

SPENT = defaultdict(float)
