package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What of LiteLLM's WebhookEvent says what kind of thing it tells. Not safe for use from several threads. */
final class WebhookHead {
    private static final String PROJECTED = "Key Budget: Projected Limit Exceeded";

    private boolean hasGroup;
    private boolean hasMessage;
    private @Nullable String group;
    private @Nullable String message;
    private boolean hasProjection;
    private boolean hasProject;
    private boolean hasTag;

    /** Whether it has what every WebhookEvent has. */
    boolean isWhole() {
        return hasGroup && hasMessage;
    }

    /** Reads a member that is one of a WebhookEvent's; leaves the parser where it stands if it is none. */
    boolean member(JsonParser parser, String name, JsonToken value) throws IOException {
        boolean isThere = value != JsonToken.VALUE_NULL;
        switch (name) {
            case "event_group" -> {
                hasGroup = isThere;
                group = Lenient.text(parser, value, Field.EVENT_GROUP.longest());
            }
            case "event_message" -> {
                hasMessage = isThere;
                message = Lenient.text(parser, value, Field.MESSAGE.longest());
            }
            case "projected_spend" -> {
                hasProjection = isThere;
                parser.skipChildren();
            }
            case "project_id" -> {
                hasProject = isThere;
                parser.skipChildren();
            }
            case "tag" -> {
                hasTag = isThere;
                parser.skipChildren();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether it tells what LiteLLM expects a key to spend, whatever its {@code event} is: LiteLLM compares that with the soft
     * budget as if it were the budget itself, and calls it a budget that is crossed where spend has come near.
     */
    boolean isProjection(@Nullable String event) {
        return "projected_limit_exceeded".equals(event)
                || hasProjection
                || (message != null && message.startsWith(PROJECTED));
    }

    @Nullable
    String group() {
        return group;
    }

    /** What it says of something that it does not name, such as a project; null where it can be judged. */
    @Nullable
    String messageOfUnnamed() {
        boolean isNamed = ("project".equals(group) && hasProject) || ("tag".equals(group) && hasTag);
        return group != null && UnnamedBudget.GROUPS.contains(group) && !isNamed ? message : null;
    }
}
