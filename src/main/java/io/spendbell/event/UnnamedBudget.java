package io.spendbell.event;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The budget of something that LiteLLM does not name, such as a project. LiteLLM tells of it by a WebhookEvent and by a Slack message, made of the
 * same words and fields: what both have makes one id, so that it rings once. Stateless.
 */
final class UnnamedBudget {
    /** Groups of which LiteLLM's own alerts do not say which one they are about. */
    static final Set<String> GROUPS = Set.of("project", "tag", "agent", "organization_member", "model_access_group");

    private UnnamedBudget() {}

    /**
     * The id of what is told, or null where it tells too little to be known again.
     *
     * @param message begins with the words that both have; what follows an empty line is Slack's alone
     */
    static @Nullable String id(
            String message,
            @Nullable String group,
            @Nullable Usd spend,
            @Nullable Usd maxBudget,
            @Nullable Usd softBudget,
            @Nullable String userId,
            @Nullable String teamId,
            @Nullable String organizationId) {
        if (group == null || !GROUPS.contains(group) || spend == null || spend.isNegative()) {
            return null;
        }
        int words = message.indexOf("\n\n");
        String told = String.join(
                "\0",
                (words < 0 ? message : message.substring(0, words)).strip(),
                group,
                spend.toString(),
                textOf(maxBudget),
                textOf(softBudget),
                textOf(userId),
                textOf(teamId),
                textOf(organizationId));
        return "litellm:" + UUID.nameUUIDFromBytes(told.getBytes(StandardCharsets.UTF_8));
    }

    private static String textOf(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
