package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Events of a message, or of a part of it.
 *
 * @param events those that are valid in themselves
 * @param places where each of these stands among the message's items, from 0
 * @param bytes how long they were together, as they came
 * @param copies of those that LiteLLM sent, by their index among the events, where they may be spooled; else none
 */
record Body(List<Event> events, List<Integer> places, long bytes, Map<Integer, byte[]> copies) {

    /** Those of which there are copies, or the others, as if they alone had come. */
    Body part(boolean ofCopied) {
        List<Event> some = new ArrayList<>();
        List<Integer> theirPlaces = new ArrayList<>();
        Map<Integer, byte[]> theirCopies = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            byte[] copy = copies.get(i);
            if ((copy != null) == ofCopied) {
                if (copy != null) {
                    theirCopies.put(some.size(), copy);
                }
                some.add(events.get(i));
                theirPlaces.add(places.get(i));
            }
        }
        return new Body(some, theirPlaces, bytes * some.size() / Math.max(1, events.size()), theirCopies);
    }

    /** Notes what was refused of it, by its places, and tells how many were accepted. */
    int settle(Intake.Reply reply, Rejections rejections) {
        reply.rejections().forEach(late -> rejections.add(places.get(late.index()), late.reason()));
        return events.size() - reply.rejections().size();
    }
}
