package io.spendbell.report;

import org.jspecify.annotations.Nullable;

/**
 * What is counted of a deployment, each in an account of its own. How long an output token took is counted in a histogram whose steps grow by
 * a fourth root of two, so that a quantile is off by a tenth at most, whatever the range.
 *
 * @param code as it ends the account's name
 */
record DeploymentMetric(String code) {
    static final DeploymentMetric FAILED = new DeploymentMetric("failed");

    /** Successful calls of which it is not known how long a token took. */
    static final DeploymentMetric UNTIMED = new DeploymentMetric("untimed");

    /** Nanoseconds that an output token took, added up over the calls of the histogram. */
    static final DeploymentMetric SUM = new DeploymentMetric("sum");

    private static final String STEP = "step:";
    private static final int STEPS_TO_TWICE = 4;

    /** In no id that people use. */
    private static final char SEPARATOR = '\u001e';

    /** The step of the histogram that so many nanoseconds, at least one, are counted in. */
    static DeploymentMetric took(long nanos) {
        return new DeploymentMetric(STEP + (int) Math.floor(Math.log((double) nanos) / Math.log(2) * STEPS_TO_TWICE));
    }

    String account(EntityName deployment) {
        return deployment.account() + SEPARATOR + code;
    }

    /** The step of the histogram; null where it is none. */
    @Nullable
    Integer step() {
        return code.startsWith(STEP) ? Integer.valueOf(code.substring(STEP.length())) : null;
    }

    /** About how many seconds a token took that was counted in a step: in its middle. */
    static double seconds(int step) {
        return Math.pow(2, (step + 0.5) / STEPS_TO_TWICE) / 1e9;
    }

    /** The deployment and the metric that an account's name is of; null where it is of none. */
    static @Nullable Parsed parse(String account) {
        int at = account.lastIndexOf(SEPARATOR);
        return at < 0
                ? null
                : new Parsed(EntityName.of(account.substring(0, at)), new DeploymentMetric(account.substring(at + 1)));
    }

    /** What an account's name says. */
    record Parsed(EntityName deployment, DeploymentMetric metric) {}
}
