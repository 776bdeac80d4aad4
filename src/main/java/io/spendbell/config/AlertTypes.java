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

    /** LiteLLM's types that nothing here raises; what it says of them to Slack is passed on as any other text. */
    private static final Set<String> PASSED_ON = Set.of("mcp_tool_description_blocked", "mcp_pinned_tools_changed");

    private static final String NOT_RAISED = "has no effect: nothing here raises alerts of this type";

    private AlertTypes() {}

    /** The types that are on. */
    static Set<AlertType> read(Setting setting) {
        if (!setting.isPresent()) {
            return AlertingConfig.DEFAULT_TYPES;
        }
        Set<AlertType> types = EnumSet.noneOf(AlertType.class);
        for (Setting item : setting.items("a list of alert types")) {
            if (item.isOneOf(PASSED_ON)) {
                item.warning(item.shown() + " " + NOT_RAISED);
                continue;
            }
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
        PASSED_ON.stream()
                .filter(byType::has)
                .sorted()
                .forEach(name -> byType.get(name).warning(NOT_RAISED));
        byType.refuseOthers();
    }

    /** The same where LiteLLM takes any name: what is none has no effect. */
    static void warnOfOthers(Block byType) {
        NAMES.forEach(byType::get);
        byType.warnOfOthers("has no effect: it is no alert type that is raised here");
    }
}
