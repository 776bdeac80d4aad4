package io.spendbell.delivery.text;

/**
 * One thing to know of an alert.
 *
 * @param label what it is, Spendbell's own word
 * @param value clean text in one line, which may be foreign
 */
public record Fact(String label, String value) {}
