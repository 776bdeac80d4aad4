package io.spendbell.web;

/** A request that cannot be answered as it is; the message says why, as {@code name: value (expected: rule)}. */
final class BadRequest extends RuntimeException {
    BadRequest(String message) {
        super(message);
    }
}
