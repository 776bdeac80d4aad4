package io.spendbell.soak;

/** Thrown by a fault for which the moment is not right. */
final class PutOff extends Exception {
    private static final long serialVersionUID = 1;

    PutOff() {
        super("put off");
    }
}
