package io.spendbell.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the small print of a Slack message says.
 *
 * @param shown the alerts that it names
 * @param unnamed how many more it tells of
 */
record SlackText(List<Shown> shown, int unnamed) {
    private static final Pattern MORE = Pattern.compile("and ([0-9]+) more");
    private static final String REPEAT = "May be a repeat";

    /** An alert, and whether it is said that it may be a repeat. */
    record Shown(String id, boolean mayBeRepeat) {}

    static SlackText of(JsonNode message) {
        List<Shown> shown = new ArrayList<>();
        int unnamed = 0;
        for (JsonNode block : message.path("blocks")) {
            if (block.path("type").asText().equals("context")) {
                List<String> texts = new ArrayList<>();
                block.path("elements")
                        .forEach(element -> texts.add(element.path("text").asText()));
                boolean mayBeRepeat = texts.stream().anyMatch(text -> text.startsWith(REPEAT));
                for (String text : texts) {
                    if (text.startsWith("id ") || text.startsWith("ids ")) {
                        for (String id : text.substring(text.indexOf(' ') + 1).split(", ")) {
                            shown.add(new Shown(id, mayBeRepeat));
                        }
                    }
                    Matcher more = MORE.matcher(text);
                    unnamed += more.matches() ? Integer.parseInt(more.group(1)) : 0;
                }
            }
        }
        return new SlackText(shown, unnamed);
    }
}
