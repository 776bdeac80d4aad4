package io.spendbell.delivery.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.delivery.Message;
import io.spendbell.simulator.SlackRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A rendered message's JSON, read for tests. */
record Rendered(JsonObject json) {

    /** Reads a message and holds it to the contract's limits and Slack's rules. */
    static Rendered checked(Message message) {
        assertThat(SlackRules.violation(message.body())).isEmpty();
        Rendered rendered = new Rendered(new JsonObject(message.body()));
        assertThat(rendered.json.getBoolean("unfurl_links")).isFalse();
        assertThat(rendered.json.getBoolean("unfurl_media")).isFalse();
        assertThat(rendered.text()).isNotBlank().hasSizeLessThanOrEqualTo(40_000);
        assertThat(rendered.json.getJsonArray("blocks").size()).isBetween(1, 45);
        assertThat(rendered.text()).contains(rendered.ids());
        int all = 0;
        for (JsonObject text : rendered.texts()) {
            all += text.getString("text").length();
            assertThat(text.getString("text")).hasSizeLessThanOrEqualTo(2_900);
            assertThat(
                            text.getString("type").equals("mrkdwn")
                                    ? text.getBoolean("verbatim")
                                    : !text.getBoolean("emoji"))
                    .isTrue();
        }
        assertThat(all).isLessThanOrEqualTo(9_000);
        return rendered;
    }

    String text() {
        return json.getString("text");
    }

    /** What the blocks say of alerts' ids, as it stands in a text whose special characters are escaped. */
    private List<String> ids() {
        return texts().stream()
                .map(text -> text.getString("text"))
                .filter(text -> text.startsWith("id ") || text.startsWith("ids "))
                .map(text -> text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .toList();
    }

    /** Every text object of every block. */
    List<JsonObject> texts() {
        List<JsonObject> texts = new ArrayList<>();
        for (Object block : json.getJsonArray("blocks")) {
            collect(block, texts);
        }
        return texts;
    }

    /** The texts in which Slack parses markup. */
    List<String> marked() {
        return texts().stream()
                .filter(text -> text.getString("type").equals("mrkdwn"))
                .map(text -> text.getString("text"))
                .toList();
    }

    /** All that blocks say. */
    String blockTexts() {
        return String.join(
                "\n", texts().stream().map(text -> text.getString("text")).toList());
    }

    private static void collect(Object node, List<JsonObject> texts) {
        if (node instanceof JsonArray array) {
            array.forEach(element -> collect(element, texts));
        } else if (node instanceof JsonObject object) {
            if (object.getValue("text") instanceof String) {
                texts.add(object);
            } else {
                object.forEach(field -> collect(field.getValue(), texts));
            }
        }
    }
}
