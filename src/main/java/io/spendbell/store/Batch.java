package io.spendbell.store;

import java.time.Instant;
import java.util.List;

/** What is to happen as a whole or not at all. */
public record Batch(Instant now, List<Entry> entries) {}
