package io.spendbell.delivery;

import java.time.Instant;

/** What a destination answered to a post: each case says what is to be done. */
public sealed interface Answer {
    /** The label of {@code spendbell_posts_total}. */
    String label();

    /** Why, in a few words without secrets; empty where there is nothing to say. */
    default String reason() {
        return "";
    }

    /** It has the message. */
    record Accepted() implements Answer {
        @Override
        public String label() {
            return "accepted";
        }
    }

    /** It asks to be left alone until a time: nothing is posted to it before. */
    record Later(Instant until, String reason) implements Answer {
        @Override
        public String label() {
            return "later";
        }
    }

    /** It does not have the message, and may take it another time. */
    record Failed(String reason) implements Answer {
        @Override
        public String label() {
            return "failed";
        }
    }

    /** The answer was lost: it may have the message or not. */
    record Lost(String reason) implements Answer {
        @Override
        public String label() {
            return "lost";
        }
    }

    /** It will never take this message. */
    record Refused(String reason) implements Answer {
        @Override
        public String label() {
            return "refused";
        }
    }

    /** It takes no message at all until a person has acted. */
    record Down(String reason) implements Answer {
        @Override
        public String label() {
            return "down";
        }
    }
}
