package io.spendbell.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Draws a message's JSON about as a person would read it in Slack, as plain text: a bar at its left, headings underlined,
 * fields side by side, context lines indented. What Slack would turn into something to click on or to be called by stands
 * out in double brackets, {@code ⟦mention …⟧} and {@code ⟦link …⟧}, so that a test can see that foreign text did not become
 * one. Emphasis of mrkdwn loses its marks; code keeps its back-ticks. Pure.
 */
public final class SlackScreen {
    private static final Pattern SPECIAL = Pattern.compile("<([^<>\\n]*)>");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");
    private static final String EDGE = "(?<![A-Za-z0-9%1$s])%1$s(?=\\S)([^%1$s\\n]*?\\S?)%1$s(?![A-Za-z0-9%1$s])";
    private static final List<Pattern> EMPHASIS = List.of(
            Pattern.compile(EDGE.formatted("\\*")),
            Pattern.compile(EDGE.formatted("_")),
            Pattern.compile(EDGE.formatted("~")));
    private static final int FIELD_WIDTH = 46;

    private SlackScreen() {}

    /** The picture of one message, several lines; a body that Slack would not take is shown as it is. */
    public static String of(String payload) {
        if (SlackRules.violation(payload).isPresent()) {
            return "┃ (not a message that Slack takes) " + payload;
        }
        JsonObject message = new JsonObject(payload);
        JsonArray blocks = message.getJsonArray("blocks", new JsonArray());
        List<String> lines = new ArrayList<>();
        if (blocks.isEmpty()) {
            lines.addAll(List.of(mrkdwn(message.getString("text", "")).split("\n", -1)));
        }
        blocks.forEach(block -> lines.addAll(drawn((JsonObject) block)));
        StringBuilder picture = new StringBuilder();
        lines.forEach(line -> picture.append(("┃ " + line).stripTrailing()).append('\n'));
        return picture.toString();
    }

    private static List<String> drawn(JsonObject block) {
        List<String> lines = new ArrayList<>();
        switch (block.getString("type")) {
            case "header" -> {
                String heading = shown(block.getJsonObject("text"));
                lines.add(heading);
                lines.add("═".repeat(heading.codePointCount(0, heading.length())));
            }
            case "section" -> {
                JsonObject text = block.getJsonObject("text");
                if (text != null) {
                    lines.addAll(List.of(shown(text).split("\n", -1)));
                }
                lines.addAll(sideBySide(block.getJsonArray("fields")));
            }
            case "context" -> lines.add("   " + String.join("  ·  ", shownAll(block.getJsonArray("elements"))));
            case "divider" -> lines.add("─".repeat(60));
            default -> lines.add("[" + block.getString("type") + "]");
        }
        return lines;
    }

    private static List<String> sideBySide(@Nullable JsonArray fields) {
        List<String> lines = new ArrayList<>();
        List<String> texts = fields == null ? List.of() : shownAll(fields);
        for (int i = 0; i < texts.size(); i += 2) {
            String left = texts.get(i);
            if (i + 1 == texts.size()) {
                lines.add(left);
            } else {
                int gap = Math.max(2, FIELD_WIDTH - left.codePointCount(0, left.length()));
                lines.add(left + " ".repeat(gap) + texts.get(i + 1));
            }
        }
        return lines;
    }

    private static List<String> shownAll(JsonArray texts) {
        return texts.stream()
                .map(element -> (JsonObject) element)
                .map(element -> "image".equals(element.getString("type"))
                        ? "[" + element.getString("alt_text") + "]"
                        : shown(element))
                .toList();
    }

    private static String shown(JsonObject text) {
        String value = text.getString("text");
        return "mrkdwn".equals(text.getString("type")) ? mrkdwn(value) : value;
    }

    /** As Slack reads its markup: what stands in angle brackets first, then emphasis outside code, then the escapes. */
    static String mrkdwn(String text) {
        String marked = SPECIAL.matcher(text).replaceAll(match -> Matcher.quoteReplacement(special(match)));
        StringBuilder out = new StringBuilder();
        Matcher code = CODE.matcher(marked);
        int at = 0;
        while (code.find()) {
            out.append(unemphasised(marked.substring(at, code.start()))).append(code.group());
            at = code.end();
        }
        return unescaped(out.append(unemphasised(marked.substring(at))).toString());
    }

    private static String special(MatchResult match) {
        String inner = match.group(1);
        char first = inner.isEmpty() ? ' ' : inner.charAt(0);
        return switch (first) {
            case '!' -> inner.startsWith("!date^") ? "⟦date " + inner + "⟧" : "⟦mention " + inner + "⟧";
            case '@', '#' -> "⟦mention " + inner + "⟧";
            default -> "⟦link " + inner + "⟧";
        };
    }

    private static String unemphasised(String text) {
        String plain = text;
        for (Pattern emphasis : EMPHASIS) {
            plain = emphasis.matcher(plain).replaceAll("$1");
        }
        return plain;
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
