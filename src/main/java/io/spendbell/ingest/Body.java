package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a message that holds any number of events was decoded to.
 *
 * @param events those that are valid in themselves
 * @param places where each of these stands among the message's items, from 0
 * @param rejections the items that are not, by their places
 */
record Body(List<Event> events, List<Integer> places, List<Intake.Rejection> rejections) {

    boolean isEmpty() {
        return events.isEmpty() && rejections.isEmpty();
    }

    /** The answer to whoever waits for one. */
    JsonObject answer(Intake.Reply reply) {
        List<Intake.Rejection> all = new ArrayList<>(rejections);
        reply.rejections().forEach(late -> all.add(new Intake.Rejection(places.get(late.index()), late.reason())));
        all.sort(Comparator.comparingInt(Intake.Rejection::index));
        JsonArray rejected = new JsonArray();
        all.forEach(
                each -> rejected.add(new JsonObject().put("index", each.index()).put("error", each.reason())));
        return new JsonObject()
                .put("accepted", events.size() - reply.rejections().size())
                .put("rejected", rejected);
    }
}
