package io.spendbell.alerting;

import java.util.Locale;

/** What became of a finding; each is a label of {@code spendbell_findings_total}. */
public enum FindingOutcome {
    /** It rang. */
    RAISED,
    /** Its rule has had its turn in this window. */
    CLAIMED,
    /** Its alert type is not among {@code alert_types}. */
    TYPE_OFF,
    /** No route and no default leads anywhere. */
    NO_DESTINATION,
    /** The only destinations that it would go to are kept from it by a filter. */
    FILTERED,
    /** It could not be judged, by a fault of Spendbell's own. */
    FAILED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
