package io.spendbell.alert;

/** How urgent an alert is; the order is that of urgency, the lowest first. */
public enum Level {
    LOW("Low"),
    MEDIUM("Medium"),
    HIGH("High");

    private final String wireName;

    Level(String wireName) {
        this.wireName = wireName;
    }

    /** {@code Low}, {@code Medium} or {@code High}. */
    public String wireName() {
        return wireName;
    }

    /** The level of that wire name, which must exist. */
    public static Level ofWireName(String wireName) {
        return switch (wireName) {
            case "Low" -> LOW;
            case "Medium" -> MEDIUM;
            case "High" -> HIGH;
            default -> throw new IllegalArgumentException(wireName + ": not a level");
        };
    }
}
