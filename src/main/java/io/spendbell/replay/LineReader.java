package io.spendbell.replay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file's lines, one at a time, in memory that a hostile file cannot grow. Lines end in {@code \n} or {@code \r\n}, the
 * last one may lack it; a byte order mark before the first is left out. Not safe for use by two threads at once.
 */
final class LineReader implements Closeable {
    /** The longest line that is read, in bytes; a daemon takes 65,536 unless it is told otherwise. */
    static final int LONGEST = 1 << 20;

    private static final int BUFFER = 1 << 16;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] line = new byte[1024];
    private long number;

    /** A line: its number from 1, and its text; without a text, what is wrong with it. */
    record Line(long number, @Nullable String text, String fault) {
        boolean isBlank() {
            return text != null && text.isBlank();
        }
    }

    LineReader(Path file) throws IOException {
        this(Files.newInputStream(file));
    }

    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line; null at the file's end. */
    @Nullable
    Line next() throws IOException {
        int length = 0;
        boolean tooLong = false;
        boolean ended = false;
        boolean any = false;
        while (!ended && (at < end || fill())) {
            any = true;
            byte b = buffer[at++];
            if (b == '\n') {
                ended = true;
            } else if (length == LONGEST) {
                tooLong = true;
            } else {
                line = length == line.length ? Arrays.copyOf(line, length * 2) : line;
                line[length++] = b;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        return tooLong
                ? new Line(number, null, "longer than " + LONGEST + " bytes")
                : decoded(length > 0 && line[length - 1] == '\r' ? length - 1 : length);
    }

    private Line decoded(int length) {
        int from = number == 1 && startsWithMark(length) ? BYTE_ORDER_MARK.length : 0;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, from, length - from))
                    .toString();
            return new Line(number, text, "");
        } catch (CharacterCodingException e) {
            return new Line(number, null, "not UTF-8");
        }
    }

    private boolean startsWithMark(int length) {
        int mark = BYTE_ORDER_MARK.length;
        return length >= mark && Arrays.equals(line, 0, mark, BYTE_ORDER_MARK, 0, mark);
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
