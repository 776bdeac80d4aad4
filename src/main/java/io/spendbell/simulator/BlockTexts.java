package io.spendbell.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads texts out of a message's blocks, whatever else they hold. */
final class BlockTexts {
    private static final String ID = "id ";
    private static final String IDS = "ids ";

    private BlockTexts() {}

    /** The length of all strings called {@code text} in a block. */
    static int length(Object node) {
        int length = 0;
        if (node instanceof JsonArray array) {
            for (Object element : array) {
                length += length(element);
            }
        } else if (node instanceof JsonObject object) {
            for (String name : object.fieldNames()) {
                Object value = object.getValue(name);
                length += value instanceof String text && name.equals("text") ? text.length() : 0;
                length += value instanceof String ? 0 : length(value);
            }
        }
        return length;
    }

    /**
     * The ids of the alerts that a message shows: a context line's elements that begin with {@code id} or {@code ids} list
     * them; a webhook's body has one, called {@code id}.
     */
    static List<String> alertIds(JsonObject message) {
        List<String> ids = new ArrayList<>();
        if (message.getValue("blocks") instanceof JsonArray blocks) {
            for (Object block : blocks) {
                if (block instanceof JsonObject object && object.getValue("elements") instanceof JsonArray elements) {
                    elements.forEach(element -> addIds(element, ids));
                }
            }
        } else if (message.getValue("id") instanceof String id) {
            ids.add(id);
        }
        return ids;
    }

    private static void addIds(Object element, List<String> ids) {
        if (element instanceof JsonObject object && object.getValue("text") instanceof String text) {
            if (text.startsWith(ID)) {
                ids.add(text.substring(ID.length()));
            } else if (text.startsWith(IDS)) {
                ids.addAll(Arrays.asList(text.substring(IDS.length()).split(", ")));
            }
        }
    }
}
