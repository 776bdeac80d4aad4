package io.spendbell.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom an event concerns, as far as its sender said: ids, aliases and where the call went. Absent fields are null.
 *
 * @param token a key's hash
 * @param tag the one tag that a {@code tag_budget} speaks of; {@code tags} are those of a call
 */
public record EntityFields(
        @Nullable String token,
        @Nullable String keyAlias,
        @Nullable String userId,
        @Nullable String userEmail,
        @Nullable String teamId,
        @Nullable String teamAlias,
        @Nullable String organizationId,
        @Nullable String projectId,
        @Nullable String customerId,
        List<String> tags,
        @Nullable String tag,
        @Nullable String model,
        @Nullable String modelGroup,
        @Nullable String provider,
        @Nullable String apiBase,
        @Nullable String deploymentId,
        @Nullable String region) {

    public static final EntityFields NONE = new EntityFields(
            null, null, null, null, null, null, null, null, null, List.of(), null, null, null, null, null, null, null);

    /** The names of the single-valued fields, as they are written in events and in routes. */
    public static final List<String> NAMES = List.of(
            "token",
            "key_alias",
            "user_id",
            "user_email",
            "team_id",
            "team_alias",
            "organization_id",
            "project_id",
            "customer_id",
            "tag",
            "model",
            "model_group",
            "provider",
            "api_base",
            "deployment_id",
            "region");

    /** Those of who calls and pays, and none of what is called. */
    public static EntityFields ofCaller(
            @Nullable String token,
            @Nullable String keyAlias,
            @Nullable String userId,
            @Nullable String userEmail,
            @Nullable String teamId,
            @Nullable String teamAlias,
            @Nullable String organizationId,
            @Nullable String projectId,
            @Nullable String customerId) {
        return new EntityFields(
                token,
                keyAlias,
                userId,
                userEmail,
                teamId,
                teamAlias,
                organizationId,
                projectId,
                customerId,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Those of who calls and pays alone. */
    public EntityFields ofCaller() {
        return ofCaller(token, keyAlias, userId, userEmail, teamId, teamAlias, organizationId, projectId, customerId);
    }

    /** The same but for the tags of a call. */
    public EntityFields withoutTags() {
        if (tags.isEmpty()) {
            return this;
        }
        return new EntityFields(
                token,
                keyAlias,
                userId,
                userEmail,
                teamId,
                teamAlias,
                organizationId,
                projectId,
                customerId,
                List.of(),
                tag,
                model,
                modelGroup,
                provider,
                apiBase,
                deploymentId,
                region);
    }

    /** The same of the key of that hash. */
    public EntityFields withToken(String hash) {
        return new EntityFields(
                hash,
                keyAlias,
                userId,
                userEmail,
                teamId,
                teamAlias,
                organizationId,
                projectId,
                customerId,
                tags,
                tag,
                model,
                modelGroup,
                provider,
                apiBase,
                deploymentId,
                region);
    }

    /** The field of that wire name, or null where it is absent; {@code tags} is not among them. */
    public @Nullable String byName(String name) {
        return switch (name) {
            case "token" -> token;
            case "key_alias" -> keyAlias;
            case "user_id" -> userId;
            case "user_email" -> userEmail;
            case "team_id" -> teamId;
            case "team_alias" -> teamAlias;
            case "organization_id" -> organizationId;
            case "project_id" -> projectId;
            case "customer_id" -> customerId;
            case "tag" -> tag;
            case "model" -> model;
            case "model_group" -> modelGroup;
            case "provider" -> provider;
            case "api_base" -> apiBase;
            case "deployment_id" -> deploymentId;
            case "region" -> region;
            default -> throw new IllegalArgumentException(name + ": not an entity field");
        };
    }
}
