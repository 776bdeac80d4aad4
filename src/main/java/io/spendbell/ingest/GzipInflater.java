package io.spendbell.ingest;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates gzip (RFC 1952, several members too) that comes in pieces, as much at a time as it is given room for. Checksums and
 * lengths are checked. Confined to one thread; to be closed.
 */
final class GzipInflater implements AutoCloseable {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private Part part = Part.HEADER;
    private int seen;
    private int flags;
    private int extraLength;
    private long trailer;
    private byte[] input = {};
    private int at;

    private enum Part {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CHECKSUM,
        CONTENT,
        TRAILER
    }

    /** Takes the next piece, once all of the one before is used up. */
    void give(byte[] piece) {
        input = piece;
        at = 0;
    }

    /** Whether the stream may end here: behind a whole member. */
    boolean isWhole() {
        return part == Part.HEADER && seen == 0;
    }

    /**
     * Inflates what there is.
     *
     * @return how many bytes were written; 0 where more input is needed
     * @throws DataFormatException if it is not gzip, or damaged
     */
    int inflate(byte[] to) throws DataFormatException {
        while (at < input.length || (part == Part.CONTENT && !inflater.needsInput())) {
            if (part != Part.CONTENT) {
                follow(input[at++] & 0xFF);
                continue;
            }
            if (inflater.needsInput()) {
                inflater.setInput(input, at, input.length - at);
                at = input.length;
            }
            int count = inflater.inflate(to);
            checksum.update(to, 0, count);
            if (inflater.finished()) {
                at = input.length - inflater.getRemaining();
                enter(Part.TRAILER);
            } else if (inflater.needsDictionary()) {
                throw new DataFormatException("a dictionary is asked for");
            }
            if (count > 0) {
                return count;
            }
        }
        return 0;
    }

    private void follow(int b) throws DataFormatException {
        seen++;
        switch (part) {
            case HEADER -> header(b);
            case EXTRA_LENGTH -> {
                extraLength |= b << (8 * (seen - 1));
                if (seen == 2) {
                    enter(extraLength == 0 ? afterExtra() : Part.EXTRA);
                }
            }
            case EXTRA -> {
                if (seen == extraLength) {
                    enter(afterExtra());
                }
            }
            case NAME -> {
                if (b == 0) {
                    enter(afterName());
                }
            }
            case COMMENT -> {
                if (b == 0) {
                    enter(afterComment());
                }
            }
            case HEADER_CHECKSUM -> {
                if (seen == 2) {
                    enter(Part.CONTENT);
                }
            }
            case TRAILER -> trailer(b);
            case CONTENT -> throw new IllegalStateException("content is not followed byte by byte");
        }
    }

    private void header(int b) throws DataFormatException {
        boolean right = switch (seen) {
            case 1 -> b == 0x1F;
            case 2 -> b == 0x8B;
            case 3 -> b == 8;
            case 4 -> (b & RESERVED) == 0;
            default -> true;
        };
        if (!right) {
            throw new DataFormatException("not gzip");
        }
        if (seen == 4) {
            flags = b;
        }
        if (seen == HEADER) {
            inflater.reset();
            checksum.reset();
            extraLength = 0;
            trailer = 0;
            enter((flags & EXTRA) != 0 ? Part.EXTRA_LENGTH : afterExtra());
        }
    }

    private Part afterExtra() {
        return (flags & NAME) != 0 ? Part.NAME : afterName();
    }

    private Part afterName() {
        return (flags & COMMENT) != 0 ? Part.COMMENT : afterComment();
    }

    private Part afterComment() {
        return (flags & HEADER_CHECKSUM) != 0 ? Part.HEADER_CHECKSUM : Part.CONTENT;
    }

    private void trailer(int b) throws DataFormatException {
        trailer |= (long) b << (8 * (seen - 1));
        if (seen == TRAILER) {
            long expected = checksum.getValue() | (inflater.getBytesWritten() & 0xFFFFFFFFL) << 32;
            if (trailer != expected) {
                throw new DataFormatException("damaged");
            }
            enter(Part.HEADER);
        }
    }

    private void enter(Part next) {
        part = next;
        seen = 0;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
