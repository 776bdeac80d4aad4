package io.spendbell.budget;

import io.spendbell.event.EntityFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Entity fields by their names on the wire, for tests. */
public final class Fields {

    private Fields() {}

    /** Fields from names and values in turn; those not named are absent. */
    public static EntityFields of(String... namesAndValues) {
        return tagged(List.of(), namesAndValues);
    }

    public static EntityFields tagged(List<String> tags, String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!EntityFields.NAMES.contains(namesAndValues[i])) {
                throw new IllegalArgumentException(namesAndValues[i]);
            }
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new EntityFields(
                values.get("token"),
                values.get("key_alias"),
                values.get("user_id"),
                values.get("user_email"),
                values.get("team_id"),
                values.get("team_alias"),
                values.get("organization_id"),
                values.get("project_id"),
                values.get("customer_id"),
                tags,
                values.get("tag"),
                values.get("model"),
                values.get("model_group"),
                values.get("provider"),
                values.get("api_base"),
                values.get("deployment_id"),
                values.get("region"));
    }
}
