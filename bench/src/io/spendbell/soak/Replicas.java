package io.spendbell.soak;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** The daemons, which share one store: two on a Redis, else one. Safe for use from any thread. */
record Replicas(List<Daemon> all) {
    /** A request to one of them. */
    interface Request {
        HttpResponse<String> to(Daemon daemon) throws IOException, InterruptedException;
    }

    Daemon any(RandomGenerator random) {
        return all.get(random.nextInt(all.size()));
    }

    /** Asks one after the other until one answers. */
    HttpResponse<String> ask(Request request) throws IOException, InterruptedException {
        IOException last = new IOException("there is none");
        for (Daemon daemon : all) {
            try {
                return request.to(daemon);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    boolean areReady() throws InterruptedException {
        for (Daemon daemon : all) {
            if (!daemon.isReady()) {
                return false;
            }
        }
        return true;
    }

    /** When the youngest of the processes was ready. */
    Instant lastStart() {
        return all.stream()
                .map(Daemon::startedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
