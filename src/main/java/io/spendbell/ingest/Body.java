package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import java.util.List;

/**
 * Events of a message, or of a part of it.
 *
 * @param events those that are valid in themselves
 * @param places where each of these stands among the message's items, from 0
 * @param bytes how long they were together, as they came
 */
record Body(List<Event> events, List<Integer> places, long bytes) {

    /** Notes what was refused of it, by its places, and tells how many were accepted. */
    int settle(Intake.Reply reply, Rejections rejections) {
        reply.rejections().forEach(late -> rejections.add(places.get(late.index()), late.reason()));
        return events.size() - reply.rejections().size();
    }
}
