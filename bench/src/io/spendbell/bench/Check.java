package io.spendbell.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what came out against what was sent. Each method answers with the faults that it found. */
record Check(Workload workload) {
    private static final BigDecimal WHOLE = BigDecimal.ONE;
    private static final int MOST_NAMED = 5;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** How many alerts there are at least: one for each key that crosses, at its whole budget. */
    int leastAlerts() {
        return workload.options().crossing() * (workload.options().budgets() ? 3 : 1);
    }

    /**
     * Whether each key that crosses has rung exactly once at its whole budget, no rule of any key has rung twice, and no
     * other key at all. Of what lies below, stated spend rings each threshold; in the ledger one is passed over where a
     * single commit crosses two.
     */
    List<String> alerts(List<JsonNode> alerts) {
        Set<String> rang = new HashSet<>();
        Set<String> crossed = new HashSet<>();
        List<String> faults = new ArrayList<>();
        for (JsonNode alert : alerts) {
            String token = alert.path("token").asText();
            BigDecimal threshold = alert.path("threshold").decimalValue();
            if (!rang.add(token + " at " + threshold)) {
                faults.add(token + " rang twice at " + threshold);
            }
            if (threshold.compareTo(WHOLE) == 0) {
                crossed.add(token);
            }
        }
        Set<String> crossing = new HashSet<>();
        for (int key = 0; key < workload.options().keys(); key++) {
            String token = workload.token(key);
            if (workload.crosses(key)) {
                crossing.add(token);
                if (!crossed.contains(token)) {
                    faults.add(token + " did not ring");
                }
            }
        }
        rang.stream()
                .map(rung -> rung.substring(0, rung.indexOf(' ')))
                .filter(token -> !crossing.contains(token))
                .forEach(token -> faults.add(token + " rang"));
        if (workload.options().budgets() && rang.size() != leastAlerts()) {
            faults.add(rang.size() + " alerts (expected: " + leastAlerts() + ")");
        }
        return few(faults);
    }

    /** Whether the ledger has exactly what was sent. */
    List<String> totals(int httpPort) throws IOException, InterruptedException {
        Map<String, BigDecimal> totals = read(httpPort);
        List<String> faults = new ArrayList<>();
        for (int key = 0; key < workload.options().keys(); key++) {
            BigDecimal has = totals.remove(workload.token(key));
            if (has == null || has.compareTo(workload.total(key)) != 0) {
                faults.add(workload.token(key) + " has " + has + " (expected: " + workload.total(key) + ")");
            }
        }
        totals.forEach((id, total) -> faults.add(id + " has " + total + " (expected: no such account)"));
        return few(faults);
    }

    private static Map<String, BigDecimal> read(int httpPort) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        Map<String, BigDecimal> totals = new HashMap<>();
        String after = "";
        while (after != null) {
            URI uri = URI.create("http://127.0.0.1:" + httpPort + "/v1/budgets?limit=1000&name=" + Workload.LEDGER_NAME
                    + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8)));
            JsonNode page =
                    JSON.readTree(client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                            .body());
            page.path("budgets")
                    .forEach(account -> totals.merge(
                            account.path("id").asText(), account.path("spent").decimalValue(), BigDecimal::add));
            after = page.path("next").textValue();
        }
        return totals;
    }

    private static List<String> few(List<String> faults) {
        if (faults.size() <= MOST_NAMED) {
            return faults;
        }
        List<String> few = new ArrayList<>(faults.subList(0, MOST_NAMED));
        few.add("and " + (faults.size() - MOST_NAMED) + " more");
        return few;
    }
}
