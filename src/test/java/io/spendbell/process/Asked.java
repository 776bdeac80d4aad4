package io.spendbell.process;

/** How often, or how long, a fault is injected: a usual number, or another one that a system property asks for. */
final class Asked {
    private Asked() {}

    /**
     * The number.
     *
     * @param least what a test needs to show anything at all; less is refused
     */
    static int number(String property, int usual, int least) {
        String text = System.getProperty(property, Integer.toString(usual));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
            throw new IllegalArgumentException(
                    property + ": " + text + " (expected: a number, at least " + least + ")");
        }
        return Integer.parseInt(text);
    }
}
