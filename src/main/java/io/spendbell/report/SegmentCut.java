package io.spendbell.report;

import io.spendbell.alert.AlertWindow;
import io.spendbell.counter.WindowCut;
import java.time.Instant;

/** Time cut wherever one of two others is, so that the windows of both are made up of whole ones of these. */
record SegmentCut(WindowCut first, WindowCut second) implements WindowCut {
    @Override
    public AlertWindow.Span windowAt(Instant time) {
        AlertWindow.Span one = first.windowAt(time);
        AlertWindow.Span other = second.windowAt(time);
        Instant start = one.start().isAfter(other.start()) ? one.start() : other.start();
        Instant end = one.end().isBefore(other.end()) ? one.end() : other.end();
        return new AlertWindow.Span(start, end);
    }
}
