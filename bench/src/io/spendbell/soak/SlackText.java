package io.spendbell.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which alerts a Slack message says that it tells of: by the small print, and in a fold by how many more there are.
 *
 * @param shown the alerts that it names
 * @param unnamed how many more it tells of
 */
record SlackText(List<Shown> shown, int unnamed) {
    private static final Pattern MORE = Pattern.compile("and ([0-9]+) more");
    private static final Pattern MORE_IN_FOLD = Pattern.compile("… and ([0-9,]+) more\\. .*");
    private static final String REPEAT = "May be a repeat";

    /** An alert, and whether it is said that it may be a repeat. */
    record Shown(String id, boolean mayBeRepeat) {}

    static SlackText of(JsonNode message) {
        List<Shown> shown = new ArrayList<>();
        int unnamed = 0;
        for (JsonNode block : message.path("blocks")) {
            unnamed += count(MORE_IN_FOLD, block.path("text").path("text").asText());
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
                    unnamed += count(MORE, text);
                }
            }
        }
        return new SlackText(shown, unnamed);
    }

    private static int count(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Integer.parseInt(matcher.group(1).replace(",", "")) : 0;
    }
}
