package io.spendbell.alert;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The stretch of time within which a rule rings once: the part of an alert's key that re-arms it. */
public sealed interface AlertWindow {

    /** When the window ends; null where it has no end that is known. */
    @Nullable
    Instant end();

    /** When the window began; null where that is not known. */
    @Nullable
    Instant start();

    /** The window's name in stores; unique among windows. */
    String name();

    /** A configured budget's own window. */
    record Span(Instant start, Instant end) implements AlertWindow {
        @Override
        public String name() {
            return start.getEpochSecond() + ".." + end.getEpochSecond();
        }
    }

    /** A gateway's window, of which only the end is known, to the second; a fraction is cut off. */
    record Until(Instant end) implements AlertWindow {
        public Until {
            end = end.truncatedTo(ChronoUnit.SECONDS);
        }

        @Override
        public @Nullable Instant start() {
            return null;
        }

        @Override
        public String name() {
            return ".." + end.getEpochSecond();
        }

        // By hand, for what a record brings is linked while a start waits: docs/performance.md.
        @Override
        public boolean equals(@Nullable Object object) {
            return object instanceof Until other && end.equals(other.end);
        }

        @Override
        public int hashCode() {
            return end.hashCode();
        }
    }

    /** No window is known: the rule re-arms a fixed time after it rang. There is one. */
    final class Rolling implements AlertWindow {
        private Rolling() {}

        @Override
        public @Nullable Instant start() {
            return null;
        }

        @Override
        public @Nullable Instant end() {
            return null;
        }

        @Override
        public String name() {
            return "rolling";
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** A budget that never resets. There is one. */
    final class Forever implements AlertWindow {
        private Forever() {}

        @Override
        public @Nullable Instant start() {
            return null;
        }

        @Override
        public @Nullable Instant end() {
            return null;
        }

        @Override
        public String name() {
            return "forever";
        }

        @Override
        public String toString() {
            return name();
        }
    }

    AlertWindow ROLLING = new Rolling();
    AlertWindow FOREVER = new Forever();
}
