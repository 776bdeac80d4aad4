package io.spendbell.ingest;

import io.spendbell.event.EventDecoder;

/** What the connections of one event loop share, one after the other. */
record LoopShare(
        EventDecoder decoder, ReadBuffer readBuffer, UnfinishedLines unfinishedLines, ComplaintLog complaints) {}
