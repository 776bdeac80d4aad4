package io.spendbell.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What everything is compared with: one thread that cuts the same bytes into lines and has Jackson read each name and value,
 * with a parser for each line. Writes the nanoseconds of CPU that an event took, once it is warm; to make the bytes is not counted.
 */
final class BareLoop {
    private final JsonFactory json = new JsonFactory();
    private long seen;

    private BareLoop() {}

    public static void main(String[] arguments) throws IOException {
        Options options = Options.parse(arguments);
        Workload workload = new Workload(options);
        BareLoop loop = new BareLoop();
        Lines lines = new Lines(workload, 0, Math.min(options.keys(), 2_500));
        int events = lines.starts().length;
        long rounds = Math.min(options.rounds(), 4_000_000 / events);
        long warmUp = rounds / 3;
        long nanos = 0;
        for (long round = 0; round < rounds; round++) {
            byte[] bytes = lines.next();
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            loop.read(bytes);
            long ended = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (round >= warmUp) {
                nanos += ended - begun;
            }
        }
        if (loop.seen == 0) {
            throw new IllegalStateException("nothing was read");
        }
        System.out.println(nanos / ((rounds - warmUp) * events));
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
