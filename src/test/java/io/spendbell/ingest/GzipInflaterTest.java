package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipInflaterTest {
    private static final String TEXT = "{\"event\":\"spend\"}\n".repeat(3_000);

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String inflate(byte[] bytes, int longestPiece, int room) throws DataFormatException {
        Random random = new Random(5);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GzipInflater gzip = new GzipInflater()) {
            byte[] to = new byte[room];
            int at = 0;
            while (at < bytes.length) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(longestPiece));
                gzip.give(Arrays.copyOfRange(bytes, at, at + piece));
                at += piece;
                int count;
                while ((count = gzip.inflate(to)) > 0) {
                    all.write(to, 0, count);
                }
            }
            return all.toString(StandardCharsets.UTF_8) + (gzip.isWhole() ? "" : "…");
        }
    }

    @Test
    void inflates_what_comes_in_any_pieces() throws Exception {
        byte[] bytes = gzip(TEXT);
        for (int piece : new int[] {1, 7, 100_000}) {
            assertThat(inflate(bytes, piece, 512)).isEqualTo(TEXT);
            assertThat(inflate(bytes, piece, 100_000)).isEqualTo(TEXT);
        }
        assertThat(inflate(gzip(""), 3, 10)).isEmpty();
    }

    @Test
    void inflates_several_members_and_headers_with_all_their_parts() throws Exception {
        byte[] plain = gzip("b");
        byte[] rich = joined(
                new byte[] {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3},
                new byte[] {3, 0, 'e', 'x', 't'},
                "name\0comment\0".getBytes(StandardCharsets.US_ASCII),
                new byte[] {1, 2},
                Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(inflate(joined(gzip("a"), rich, gzip("c")), 4, 16)).isEqualTo("abc");
    }

    @Test
    void tells_when_it_ends_early() throws Exception {
        byte[] bytes = gzip(TEXT);
        for (int length : new int[] {1, 9, 10, 60, bytes.length - 8, bytes.length - 1}) {
            assertThat(inflate(Arrays.copyOf(bytes, length), 50, 1000)).endsWith("…");
        }
    }

    @Test
    void refuses_what_is_not_gzip_or_damaged() throws Exception {
        byte[] bytes = gzip(TEXT);
        for (int at : new int[] {0, 1, 2, 3, bytes.length - 8, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) 0x80;
            assertThatThrownBy(() -> inflate(damaged, 50, 1000)).isInstanceOf(DataFormatException.class);
        }
        assertThatThrownBy(() -> inflate(joined(bytes, new byte[] {'x'}), 50, 1000))
                .isInstanceOf(DataFormatException.class);
    }
}
