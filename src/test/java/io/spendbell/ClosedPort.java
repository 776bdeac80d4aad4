package io.spendbell;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * A port of this machine that refuses connections for as long as this is open: it is bound and nothing listens. A port that
 * is only free may be given to anybody in the next moment, even to the connection that tries it.
 */
public final class ClosedPort implements AutoCloseable {
    private final SocketChannel channel;

    private ClosedPort(SocketChannel channel) {
        this.channel = channel;
    }

    public static ClosedPort open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        return new ClosedPort(channel);
    }

    public int number() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
