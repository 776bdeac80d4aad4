package io.spendbell.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param file where it was read from
 * @param path the key at fault, from the file's root, such as {@code spendbell.delivery.routes[0].to}; of a syntax error its
 *     line and column
 * @param value what stands there; of a secret, three stars
 * @param rule what was expected
 */
public record Fault(String file, String path, String value, String rule) {

    /** The fault as a line: {@code file: path.to.key: value (expected: rule)}. */
    @Override
    public String toString() {
        return file + ": " + path + ": " + value + " (expected: " + rule + ")";
    }
}
