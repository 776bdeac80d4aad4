package io.spendbell.soak;

import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Events into a stream. What Redis has is acknowledged here: from then on it is for the daemons' consumer group to lose none of
 * it.
 */
final class StreamConnection implements Connection {
    private final Stream stream;
    private final Redis client;
    private final IntConsumer acknowledged;
    private final List<String> lines = new ArrayList<>();

    /** @param acknowledged is told how many further events, the oldest, are in the stream */
    StreamConnection(Stream stream, IntConsumer acknowledged) {
        this.stream = stream;
        this.client = stream.connect();
        this.acknowledged = acknowledged;
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
        stream.add(client, lines);
        acknowledged.accept(lines.size());
        lines.clear();
    }

    @Override
    public void flush() {
        // What is to be acknowledged together is added together.
    }

    @Override
    public void cut() {
        client.close();
    }

    @Override
    public void close() {
        cut();
    }
}
