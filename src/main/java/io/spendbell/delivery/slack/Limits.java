package io.spendbell.delivery.slack;

/** What a message may hold: the contract's limits, each below Slack's own. Lengths count UTF-16 units. */
final class Limits {
    static final int BLOCKS = 45;
    static final int TEXT = 2_900;
    static final int HEADER = 150;
    static final int ALL_BLOCKS = 9_000;
    static final int FALLBACK = 40_000;

    /** Fields of one section: Slack's own limit. */
    static final int FIELDS = 10;

    /** One field, so that ten of them leave room for the rest. */
    static final int FIELD = 600;

    private Limits() {}
}
