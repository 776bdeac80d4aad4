package io.spendbell;

import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Each server that a Vert.x has opened, and each client that may be used in it. */
final class SocketMetrics implements VertxMetricsFactory, VertxMetrics {
    private final List<String> opened = new CopyOnWriteArrayList<>();

    List<String> opened() {
        return opened;
    }

    @Override
    public VertxMetrics metrics(VertxOptions options) {
        return this;
    }

    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress address) {
        opened.add("HTTP server " + address);
        return null;
    }

    @Override
    public TCPMetrics<?> createNetServerMetrics(NetServerOptions options, SocketAddress address) {
        opened.add("TCP server " + address);
        return null;
    }

    @Override
    public HttpClientMetrics<?, ?, ?> createHttpClientMetrics(HttpClientOptions options) {
        opened.add("HTTP client");
        return null;
    }

    @Override
    public TCPMetrics<?> createNetClientMetrics(NetClientOptions options) {
        opened.add("TCP client");
        return null;
    }
}
