package io.spendbell.ingest.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** How frames stand in a file: each with its length and check sum before it. Every method but {@link #of} blocks. */
final class SpoolFrames {
    static final int HEADER = 8;

    private SpoolFrames() {}

    /** Frames as they are to be written. */
    static ByteBuffer of(List<byte[]> frames) {
        ByteBuffer all = ByteBuffer.allocate(
                frames.stream().mapToInt(frame -> HEADER + frame.length).sum());
        frames.forEach(frame -> all.putInt(frame.length).putInt(checkSum(frame)).put(frame));
        return all.flip();
    }

    /** What a whole frame holds, or null where none begins. */
    static byte @Nullable [] at(FileChannel file, long at, long size) throws IOException {
        int length = lengthAt(file, at, size);
        if (length <= 0 || length > size - at - HEADER) {
            return null;
        }
        ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
        if (!fill(file, frame, at)) {
            return null;
        }
        byte[] bytes = new byte[length];
        frame.get(HEADER, bytes);
        return checkSum(bytes) == frame.getInt(4) ? bytes : null;
    }

    /** Where the next whole frame begins behind a place; where there is none, the size. */
    static long nextBehind(FileChannel file, long from, long size) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate((int) (size - from));
        fill(file, rest, from);
        // A length of bytes that are text is longer than any file: so what is tried is little more than what is a
        // frame.
        for (int at = 1; at + HEADER < rest.limit(); at++) {
            int length = rest.getInt(at);
            if (length > 0 && length <= rest.limit() - at - HEADER) {
                CRC32C sum = new CRC32C();
                sum.update(rest.slice(at + HEADER, length));
                if ((int) sum.getValue() == rest.getInt(at + 4)) {
                    return from + at;
                }
            }
        }
        return size;
    }

    /** Whether what begins at a place may be a frame that was being written when the process or the power went: it reaches to the end, or is nothing. */
    static boolean isTorn(FileChannel file, long at, long size) throws IOException {
        int length = lengthAt(file, at, size);
        return length >= size - at - HEADER || (length == 0 && isZero(file, at, size));
    }

    /** Files may grow before what is in them is written. */
    private static boolean isZero(FileChannel file, long at, long size) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate((int) (size - at));
        fill(file, rest, at);
        return rest.flip().mismatch(ByteBuffer.allocate(rest.limit())) < 0;
    }

    /** As much as the rest could hold, where not even a header is there. */
    private static int lengthAt(FileChannel file, long at, long size) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        return at + HEADER <= size && fill(file, header, at) ? header.getInt(0) : Integer.MAX_VALUE;
    }

    private static boolean fill(FileChannel file, ByteBuffer buffer, long from) throws IOException {
        long at = from;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, at);
            if (count < 0) {
                return false;
            }
            at += count;
        }
        return true;
    }

    private static int checkSum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
