package io.spendbell.ingest;

import io.spendbell.alerting.Intake.Rejection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What of a message was rejected, by its place among the message's items; beyond the first {@value #MOST_NAMED} they are only
 * counted. Confined to one thread.
 */
final class Rejections {
    static final int MOST_NAMED = 1_000;

    private final List<Rejection> named = new ArrayList<>(0);
    private long count;

    void add(int index, String reason) {
        count++;
        if (named.size() < MOST_NAMED) {
            named.add(new Rejection(index, reason));
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    long count() {
        return count;
    }

    /** Those that are named, in the order of their places. */
    List<Rejection> named() {
        return named.stream().sorted(Comparator.comparingInt(Rejection::index)).toList();
    }

    /** Adds them to an answer: {@code rejected} and, where some are not named, {@code rejected_omitted}. */
    JsonObject addTo(JsonObject answer) {
        JsonArray rejected = new JsonArray();
        named().forEach(each ->
                rejected.add(new JsonObject().put("index", each.index()).put("error", each.reason())));
        answer.put("rejected", rejected);
        if (count > named.size()) {
            answer.put("rejected_omitted", count - named.size());
        }
        return answer;
    }
}
