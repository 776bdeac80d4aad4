package io.spendbell.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void short_events_are_read_ahead_by_number() throws IOException {
        EventReader reader = new Repeated("{}", Slice.MOST_EVENTS + 1);

        Slice first = Slice.of(reader);
        Slice second = Slice.of(reader);

        assertThat(first.events()).hasSize(Slice.MOST_EVENTS);
        assertThat(first.isLast()).isFalse();
        assertThat(second.events()).hasSize(1);
        assertThat(second.isLast()).isTrue();
    }

    @Test
    void long_events_are_read_ahead_by_size() throws IOException {
        EventReader reader = new Repeated("x".repeat(Slice.MOST_CHARS / 4), Slice.MOST_EVENTS);

        Slice slice = Slice.of(reader);

        assertThat(slice.events().size()).isEqualTo(4);
        assertThat(slice.isLast()).isFalse();
    }

    @Test
    void nothing_more_is_the_last_slice() throws IOException {
        assertThat(Slice.of(new Repeated("{}", 0)).isLast()).isTrue();
    }

    /** The same event, so many times. */
    private static final class Repeated implements EventReader {
        private final String json;
        private int left;

        Repeated(String json, int times) {
            this.json = json;
            this.left = times;
        }

        @Override
        public @Nullable TraceEvent next() {
            return left-- > 0 ? new TraceEvent(json, null, null, null) : null;
        }

        @Override
        public void close() {}
    }
}
