package io.spendbell.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to one URL. It follows no redirect, reads a bounded part of the answer, waits a bounded time, and connects to
 * the address that was checked, not to whatever the name means a moment later. Confined
 * to one context.
 */
public final class HttpPoster {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int MOST_OF_AN_ANSWER = 65_536;

    private final Vertx vertx;
    private final URI url;
    private final AllowedHosts allowed;
    private final Duration timeout;
    private final HttpClient client;
    private final Lookup lookup;
    private @Nullable Future<InetAddress[]> lookedUp;

    /** Finds the addresses of a host, and may block. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /**
     * What came back.
     *
     * @param retryAfter the header of that name
     * @param body the beginning of the body
     */
    public record Reply(int status, @Nullable String retryAfter, String body) {}

    /**
     * A poster for one URL.
     *
     * @param inFlight how many posts may be under way at a time
     * @param timeout how long an answer may take
     */
    public HttpPoster(Vertx vertx, URI url, AllowedHosts allowed, int inFlight, Duration timeout) {
        this(vertx, url, allowed, inFlight, timeout, InetAddress::getAllByName);
    }

    HttpPoster(Vertx vertx, URI url, AllowedHosts allowed, int inFlight, Duration timeout, Lookup lookup) {
        this.lookup = lookup;
        this.vertx = vertx;
        this.url = url;
        this.allowed = allowed;
        this.timeout = timeout;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
                new PoolOptions().setHttp1MaxSize(inFlight));
    }

    public String host() {
        return String.valueOf(url.getHost());
    }

    /** Posts a body and has the reply read. The future never fails. */
    public Future<Answer> post(String body, Map<String, String> headers, Function<Reply, Answer> reader) {
        return resolve()
                .compose(this::connect)
                .map(request ->
                        send(request, body, headers).map(reader).otherwise(failure -> new Answer.Lost(reason(failure))))
                .otherwise(failure -> Future.succeededFuture(new Answer.Failed(reason(failure))))
                .compose(answer -> answer);
    }

    private Future<InetAddress> resolve() {
        return addresses()
                .timeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
                .compose(addresses -> allowed.permitted(bare(host()), addresses)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(
                                "host " + host() + " is not among allowed_hosts, or leads to an inner address")));
    }

    /** One lookup at a time, however many posts wait for it: one that hangs keeps a thread that all destinations share. */
    private Future<InetAddress[]> addresses() {
        Future<InetAddress[]> underWay = lookedUp;
        if (underWay == null) {
            underWay = vertx.executeBlocking(() -> lookup.addressesOf(bare(host())), false);
            lookedUp = underWay;
            underWay.onComplete(ignored -> lookedUp = null);
        }
        return underWay;
    }

    private Future<HttpClientRequest> connect(InetAddress address) {
        boolean ssl = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : ssl ? 443 : 80;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return client.request(new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(bare(host()))
                .setPort(port)
                .setSsl(ssl)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setFollowRedirects(false));
    }

    private Future<Reply> send(HttpClientRequest request, String body, Map<String, String> headers) {
        request.putHeader("Content-Type", "application/json; charset=utf-8");
        headers.forEach(request::putHeader);
        return request.send(Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)))
                .compose(HttpPoster::read)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.reset());
    }

    private static Future<Reply> read(HttpClientResponse response) {
        Promise<Reply> reply = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(reply::tryFail);
        response.handler(chunk -> {
            int room = MOST_OF_AN_ANSWER - body.length();
            body.appendBuffer(chunk.length() <= room ? chunk : chunk.slice(0, Math.max(room, 0)));
        });
        response.endHandler(ignored -> reply.tryComplete(new Reply(
                response.statusCode(), response.getHeader("Retry-After"), body.toString(StandardCharsets.UTF_8))));
        return reply.future();
    }

    public Future<Void> close() {
        return client.close();
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** A failure's kind in words; messages of failures may hold addresses, but no path and so no token. */
    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }
}
