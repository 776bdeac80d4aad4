package io.spendbell.report;

import org.jspecify.annotations.Nullable;

/** By what spend is told apart in reports. */
enum Dimension {
    TEAM("Teams", "no team"),
    TAG("Tags", null),
    USER("Users", "no user"),
    MODEL("Models", "no model");

    private final String heading;
    private final @Nullable String nobody;

    Dimension(String heading, @Nullable String nobody) {
        this.heading = heading;
        this.nobody = nobody;
    }

    /** The title of its list. */
    String heading() {
        return heading;
    }

    /** What spend is called that is nobody's; null where that says nothing, because spend may be of several at once. */
    @Nullable
    String nobody() {
        return nobody;
    }
}
