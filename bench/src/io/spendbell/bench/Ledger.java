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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a daemon says that its accounts have spent. */
public final class Ledger {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Ledger() {}

    /** The totals of all accounts of the budget of that name, by the ids of whom they belong to. */
    public static Map<String, BigDecimal> read(int httpPort, String name) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        Map<String, BigDecimal> totals = new HashMap<>();
        String after = "";
        while (after != null) {
            URI uri = URI.create("http://127.0.0.1:" + httpPort + "/v1/budgets?limit=1000&name=" + name
                    + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8)));
            JsonNode page = JSON.readTree(client.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                    .body());
            page.path("budgets")
                    .forEach(account -> totals.merge(
                            account.path("id").asText(), account.path("spent").decimalValue(), BigDecimal::add));
            after = page.path("next").textValue();
        }
        return totals;
    }
}
