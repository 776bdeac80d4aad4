package io.spendbell.alert;

/** The names of what alerts and accounts come from: configured budgets have their own, and some are no budget's. */
public final class Sources {
    /** How the names of what the ledger counts for itself begin. */
    public static final String INTERNAL = "~";

    /** Sorts after all internal names, and before all others that sort after one of them. */
    public static final String AFTER_INTERNAL = "\u007f";

    /** The account of all whom something that is counted has no account left for. */
    public static final String OTHER = "~other";

    private Sources() {}

    /** Whether it is something that the ledger counts for itself, and so no budget. */
    public static boolean isInternal(String source) {
        return source.startsWith(INTERNAL);
    }

    /** Whether no budget may be called so. */
    public static boolean isReserved(String name) {
        return isInternal(name) || name.equals(AlertKey.GATEWAY);
    }
}
