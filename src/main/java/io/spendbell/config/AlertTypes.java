package io.spendbell.config;

import io.spendbell.alert.AlertType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads alert types by LiteLLM's names. */
final class AlertTypes {
    static final List<String> NAMES = Arrays.stream(AlertType.values())
            .filter(AlertType::isPublic)
            .map(AlertType::wireName)
            .toList();

    private AlertTypes() {}

    /** The types that are on. */
    static Set<AlertType> read(Setting setting) {
        if (!setting.isPresent()) {
            return AlertingConfig.DEFAULT_TYPES;
        }
        Set<AlertType> types = EnumSet.noneOf(AlertType.class);
        for (Setting item : setting.items("a list of alert types")) {
            String name = item.oneOf(NAMES);
            if (name != null) {
                AlertType.ofWireName(name).ifPresent(types::add);
            }
        }
        return types;
    }

    /** Says of each name in a mapping's keys that is no alert type that it is none. */
    static void check(Block byType) {
        NAMES.forEach(byType::get);
        byType.refuseOthers();
    }
}
