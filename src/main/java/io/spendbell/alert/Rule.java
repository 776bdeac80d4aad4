package io.spendbell.alert;

import org.jspecify.annotations.Nullable;

/** What can ring: the part of an alert's key that says which of a subject's rules it was. */
public sealed interface Rule {
    Rule SOFT = new Soft();
    Rule PROJECTION = new Projection();

    /** The rule's name as stores, explanations and labels write it; unique among rules. */
    String name();

    /** Spend has reached a share of the hard budget. */
    record Threshold(Share share) implements Rule {
        @Override
        public String name() {
            return "threshold:" + share;
        }

        // By hand, for what a record brings is linked while a start waits: docs/performance.md.
        @Override
        public boolean equals(@Nullable Object object) {
            return object instanceof Threshold other && share.equals(other.share);
        }

        @Override
        public int hashCode() {
            return share.hashCode();
        }
    }

    /** Spend has reached the soft budget. There is one. */
    final class Soft implements Rule {
        private Soft() {}

        @Override
        public String name() {
            return "soft";
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** At the present pace the hard budget will be exceeded before the window ends. There is one. */
    final class Projection implements Rule {
        private Projection() {}

        @Override
        public String name() {
            return "projection";
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** Something that Spendbell has to say of itself, such as a destination that is down. */
    record Notice(String what) implements Rule {
        @Override
        public String name() {
            return "notice:" + what;
        }
    }

    /** The rule of that {@link #name}. */
    static Rule ofName(String name) {
        if (name.equals("soft")) {
            return SOFT;
        }
        if (name.equals("projection")) {
            return PROJECTION;
        }
        if (name.startsWith("threshold:")) {
            return new Threshold(Share.of(name.substring("threshold:".length())));
        }
        if (name.startsWith("notice:")) {
            return new Notice(name.substring("notice:".length()));
        }
        throw new IllegalArgumentException(name + ": not a rule");
    }
}
