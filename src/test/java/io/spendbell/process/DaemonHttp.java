package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** What a daemon says over HTTP. */
record DaemonHttp(int port) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** One for all, so that a loop of questions takes one connection. */
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until it is ready or is not; tells what it says of that. */
    String awaitReadiness(int status) throws Exception {
        String[] body = {""};
        eventually("ready: " + status, () -> {
            HttpResponse<String> answer = get("/health/ready");
            body[0] = answer.body();
            return answer.statusCode() == status;
        });
        return body[0];
    }

    /** A metric by its name and labels as they are written; 0 where it is not there. */
    double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** What each entity has spent, in thousandths of a dollar. */
    Map<String, Long> ledger() throws IOException, InterruptedException {
        Map<String, Long> totals = new HashMap<>();
        JsonArray budgets = new JsonObject(get("/v1/budgets?limit=1000").body()).getJsonArray("budgets");
        for (int i = 0; i < budgets.size(); i++) {
            JsonObject budget = budgets.getJsonObject(i);
            totals.put(budget.getString("id"), Math.round(budget.getDouble("spent") * 1000));
        }
        return totals;
    }

    static void eventually(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            pause();
        }
    }

    /** Leaves the machine to those that are waited for. */
    static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
