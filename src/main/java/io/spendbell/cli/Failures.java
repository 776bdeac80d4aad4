package io.spendbell.cli;

import java.net.BindException;
import java.util.concurrent.ExecutionException;

/** Says in a line why something could not be started. */
final class Failures {
    private Failures() {}

    static String explain(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof BindException) {
            return cause.getMessage()
                    + " (expected: a free port, and an address of this machine; see spendbell.ingest)";
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
