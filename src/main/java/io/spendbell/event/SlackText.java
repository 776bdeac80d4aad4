package io.spendbell.event;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event from a Slack message's text as LiteLLM lays it out: how many there were, the type, the level and other lines of
 * a head, then the message. It is an alert that is to be sent as it is, unless it tells how a budget stands: then it is judged as
 * if that had been told in any other way, and rings no second time. A head may lack the type, but not then the level. What has
 * no such head is an alert too, of type {@value #OTHER_TYPE} and level {@value #OTHER_LEVEL}. What looks like a secret is left out. Stateless.
 */
public final class SlackText {
    private static final String OTHER_TYPE = "llm_exceptions";
    private static final String OTHER_LEVEL = "Medium";

    private static final Set<String> LEVELS = Set.of("Low", "Medium", "High");

    /** The types whose messages LiteLLM sends without a level. */
    private static final Set<String> REPORTS = Set.of("daily_reports", "new_model_added");

    private static final Pattern NUMBER = Pattern.compile("\\A\\[Num Alerts: (\\d{1,9})]\\s*");
    private static final Pattern TYPE = Pattern.compile("\\AAlert type: `([a-z_]{1,64})`(?: \\(Digest\\))?\\s*");
    private static final Pattern LEVEL = Pattern.compile("\\ALevel: `(?:Low|Medium|High)`[ \\t]*\\r?\\n");
    private static final Pattern HEAD =
            Pattern.compile("\\A(Level|Timestamp|Start|End|Count): `([^`\\n]{0,64})`[ \\t]*(?:\\r?\\n\\s*|\\z)");
    private static final String MESSAGE = "Message:";
    private static final String BUDGETS = "budget_alerts";
    private static final String OUTAGES = "outage_alerts";

    /** LiteLLM sends outages of a region under the type of those of a deployment; its message says what it is. */
    private static final String REGION_OUTAGES = "region_outage_alerts";

    /** It may stand right behind a word. */
    private static final Pattern TRACEBACK = Pattern.compile("Traceback(?: \\(most recent call last\\))?:");

    private static final String WITHOUT_TRACEBACK = "(traceback left out)";
    private static final Pattern EMAILS =
            Pattern.compile("(?m)^\\*(?:max_budget_)?alert_emails:\\* [^\\n]*+(?:\\n|\\z)");
    private static final Pattern REGION = Pattern.compile("(?m)^\\s*\\*Region Name:\\* `");

    private SlackText() {}

    /**
     * What a text tells of: an {@link AlertEvent} or a {@link BudgetEvent}.
     *
     * @param text not blank; what is longer than an alert's message may be is cut
     */
    public static Event read(String text, EventVocabulary vocabulary) {
        String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).strip();
        Head head = new Head();
        String rest = head.read(sound);
        boolean known = head.type != null && vocabulary.alertTypes().contains(head.type);
        String type = known && head.type != null ? head.type : OTHER_TYPE;
        String id = null;
        if (type.equals(BUDGETS) && !head.isDigest()) {
            BudgetEvent budget = SlackBudget.read(rest, vocabulary.subjects());
            if (budget != null) {
                return budget;
            }
            id = SlackBudget.idOfUnnamed(rest);
        }
        if (type.equals(OUTAGES) && REGION.matcher(rest).find()) {
            type = REGION_OUTAGES;
        }
        boolean headed = known || head.hasLevelAlone();
        String message = headed && !rest.isEmpty() ? head.counted(readable(rest)) : sound;
        return new AlertEvent(id, null, EntityFields.NONE, type, head.levelOr(type), cut(Redaction.of(message)));
    }

    /** What LiteLLM wrote for people to read: without a traceback and all that follows it, and lists of addresses. */
    private static String readable(String message) {
        Matcher traceback = TRACEBACK.matcher(message);
        String told = traceback.find()
                ? (message.substring(0, traceback.start()).strip() + " " + WITHOUT_TRACEBACK).strip()
                : message;
        return EMAILS.matcher(told).replaceAll("").strip();
    }

    private static String cut(String message) {
        int longest = Field.MESSAGE.longest();
        return message.codePointCount(0, message.length()) <= longest
                ? message
                : message.substring(0, message.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** What stands before the message. */
    private static final class Head {
        private @Nullable String type;
        private @Nullable String level;
        private @Nullable String start;
        private @Nullable String end;
        private String count = "1";

        /** Whether it stands for alerts about several entities, of which only the first one's are told. */
        boolean isDigest() {
            return start != null;
        }

        /** Whether it is one though it has no type. */
        boolean hasLevelAlone() {
            return type == null && level != null;
        }

        /** Reads it, and gives what follows. */
        String read(String text) {
            String rest = text;
            Matcher number = NUMBER.matcher(rest);
            if (number.find()) {
                count = number.group(1);
                rest = rest.substring(number.end());
            }
            Matcher named = TYPE.matcher(rest);
            if (named.find()) {
                type = named.group(1);
                rest = rest.substring(named.end());
            } else if (!LEVEL.matcher(rest).find()) {
                return rest;
            }
            Matcher line = HEAD.matcher(rest);
            while (line.find()) {
                take(line.group(1), line.group(2));
                rest = rest.substring(line.end());
                line = HEAD.matcher(rest);
            }
            return rest.startsWith(MESSAGE) ? rest.substring(MESSAGE.length()).strip() : rest;
        }

        private void take(String name, String value) {
            switch (name) {
                case "Level" -> level = value;
                case "Start" -> start = value;
                case "End" -> end = value;
                case "Count" -> count = value;
                default -> {
                    // The time of day without a day or a zone tells nothing that the arrival does not.
                }
            }
        }

        String levelOr(String ofType) {
            if (level != null && LEVELS.contains(level)) {
                return level;
            }
            return REPORTS.contains(ofType) ? "Low" : OTHER_LEVEL;
        }

        /** The message, and how often it was told if that was more than once. */
        String counted(String message) {
            if (count.equals("1")) {
                return message;
            }
            String when =
                    start == null || end == null ? "" : ", from " + start + " to " + end + " (the gateway's clock)";
            return count + " times" + when + ": " + message;
        }
    }
}
