package io.spendbell.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What everything is compared with: one thread that cuts the same bytes into lines and has Jackson read each name and value,
 * with a parser for each line. Says when it is warm, and then, for each line that it is sent, how many nanoseconds of CPU an
 * event took in a short while; to make the bytes is not counted.
 */
final class BareLoop {
    private static final String WARM = "warm";
    private static final String NANOS = "nanos ";

    private static final int WARM_UP_EVENTS = 2_000_000;
    private static final int EVENTS = 125_000;

    private final JsonFactory json = new JsonFactory();
    private long seen;

    private BareLoop() {}

    public static void main(String[] arguments) throws IOException {
        Options options = Options.parse(arguments);
        BareLoop loop = new BareLoop();
        Lines lines = new Lines(new Workload(options), 0, Math.min(options.keys(), 2_500));
        loop.nanosPerEvent(lines, WARM_UP_EVENTS);
        if (loop.seen == 0) {
            throw new IllegalStateException("nothing was read");
        }
        System.out.println(WARM);
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (asked.readLine() != null) {
            System.out.println(NANOS + loop.nanosPerEvent(lines, EVENTS));
        }
    }

    /** Starts one as a process, and waits until it is warm. */
    static JavaProcess start(List<String> flags, Options options) throws IOException {
        JavaProcess process = JavaProcess.start(flags, BareLoop.class, options.arguments());
        process.await(WARM);
        return process;
    }

    /** What such a process, which was told to go on, says that an event took. */
    static double nanosPerEvent(JavaProcess process) throws IOException {
        return Double.parseDouble(process.await(NANOS));
    }

    private double nanosPerEvent(Lines lines, int least) throws IOException {
        long nanos = 0;
        int events = 0;
        while (events < least) {
            byte[] bytes = lines.next();
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            read(bytes);
            nanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
            events += lines.starts().length;
        }
        return (double) nanos / events;
    }

    private void read(byte[] bytes) throws IOException {
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                readLine(bytes, start, at - start);
                start = at + 1;
            }
        }
    }

    private void readLine(byte[] bytes, int offset, int length) throws IOException {
        try (JsonParser parser = json.createParser(bytes, offset, length)) {
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                switch (token) {
                    case FIELD_NAME -> seen += parser.currentName().length();
                    case VALUE_STRING -> seen += parser.getText().length();
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> seen += (long) parser.getDoubleValue();
                    default -> {}
                }
            }
        }
    }
}
