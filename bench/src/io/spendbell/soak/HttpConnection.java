package io.spendbell.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;

/** Events over HTTP: what was written since the last request is the next one's body, and its answer is the acknowledgement. */
final class HttpConnection implements Connection {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The daemon answers after 30 s at the latest. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private final URI uri;
    private final IntConsumer acknowledged;
    private final Findings findings;
    private final List<String> lines = new ArrayList<>();
    private boolean broken;
    private CompletableFuture<HttpResponse<String>> underWay = CompletableFuture.completedFuture(null);

    /** @param acknowledged is told how many further events, the oldest, are stored */
    HttpConnection(int port, IntConsumer acknowledged, Findings findings) {
        this.uri = URI.create("http://127.0.0.1:" + port + "/v1/events");
        this.acknowledged = acknowledged;
        this.findings = findings;
    }

    @Override
    public void write(String line) {
        lines.add(line);
    }

    @Override
    public void sync() throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines) + "\n"))
                .build();
        HttpResponse<String> answer = answered(request);
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        JsonNode said = JSON.readTree(answer.body());
        if (said.path("accepted").asInt() != lines.size()
                || !said.path("rejected").isEmpty()) {
            findings.add("an answer over HTTP to " + lines.size() + " good events: " + answer.body());
        }
        acknowledged.accept(lines.size());
        lines.clear();
    }

    private HttpResponse<String> answered(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<String>> asked;
        synchronized (this) {
            if (broken) {
                throw new IOException("cut");
            }
            asked = CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            underWay = asked;
        }
        try {
            return asked.get();
        } catch (ExecutionException | CancellationException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void flush() {
        // A request has all that is to be acknowledged together.
    }

    @Override
    public synchronized void cut() {
        broken = true;
        underWay.cancel(true);
    }

    @Override
    public void close() {
        cut();
    }
}
