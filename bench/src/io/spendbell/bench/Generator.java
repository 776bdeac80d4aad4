package io.spendbell.bench;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that sends: {@code Generator PORT OPTIONS…}. It sends as fast as the daemon takes, with a {@code sync} at each
 * mark, writes {@code mark N} once all connections have been told that all up to it is stored, and sends no more before it
 * is sent a line.
 */
final class Generator {
    private static final Pattern SYNCED =
            Pattern.compile("\\{\"synced\":\"\\d+\",\"accepted\":(\\d+),\"rejected\":(\\d+)}");

    static final String MARK = "mark ";

    private Generator() {}

    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        Options options = Options.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
        Phaser marks = new Phaser(options.connections()) {
            @Override
            protected boolean onAdvance(int phase, int registered) {
                System.out.println(MARK + (phase + 1));
                try {
                    if (System.in.read() < 0) {
                        throw new EOFException("nobody measures any more");
                    }
                    return false;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        List<Thread> threads = new ArrayList<>();
        for (Lines lines : Lines.shared(new Workload(options))) {
            threads.addAll(connect(port, options, lines, marks));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static List<Thread> connect(int port, Options options, Lines lines, Phaser marks) {
        try {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return List.of(
                    thread(() -> send(channel, options, lines, marks)),
                    thread(() -> receive(channel, options.roundsPerMark() * lines.starts().length, marks)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread thread(IoAction action) {
        return new Thread(() -> {
            try {
                action.run();
            } catch (IOException | RuntimeException e) {
                System.err.println("generator: " + e);
                System.exit(1);
            }
        });
    }

    private interface IoAction {
        void run() throws IOException;
    }

    private static void send(SocketChannel channel, Options options, Lines lines, Phaser marks) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(lines.size());
        for (long round = 1; round <= options.rounds(); round++) {
            write(channel, out, lines.next());
            if (round % options.roundsPerMark() == 0) {
                String sync = "{\"event\":\"sync\",\"id\":\"" + round + "\"}\n";
                write(channel, out, sync.getBytes(StandardCharsets.US_ASCII));
                marks.awaitAdvance((int) (round / options.roundsPerMark()) - 1);
            }
        }
    }

    private static void write(SocketChannel channel, ByteBuffer out, byte[] bytes) throws IOException {
        out.clear().put(bytes).flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static void receive(SocketChannel channel, long expected, Phaser marks) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        for (int mark = 0; mark < Options.MARKS; mark++) {
            String line = String.valueOf(reader.readLine());
            Matcher synced = SYNCED.matcher(line);
            if (!synced.matches() || Long.parseLong(synced.group(1)) != expected) {
                throw new IOException(line + " (expected: " + expected + " accepted, none rejected)");
            }
            marks.arriveAndAwaitAdvance();
        }
    }
}
