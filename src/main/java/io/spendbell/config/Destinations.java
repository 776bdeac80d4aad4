package io.spendbell.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The destinations by name: those of {@code delivery.destinations}, and {@code slack}, {@code webhook} and {@code console},
 * which are made when they are asked for.
 */
final class Destinations {
    static final String SLACK = "slack";
    static final String WEBHOOK = "webhook";
    static final String CONSOLE = "console";

    /** Types of the contract that come in a later release. */
    static final Set<String> LATER = Set.of("ms_teams", "discord", "email", "pagerduty");

    private static final List<String> TYPES = List.of(SLACK, WEBHOOK, CONSOLE);
    private static final List<String> SLACK_VARIABLES = List.of("SLACK_WEBHOOK_URL", "ALERTING_WEBHOOK_URL");
    private static final List<String> WEBHOOK_VARIABLES = List.of("WEBHOOK_URL");
    private static final String URL = "an http: or https: URL, or a reference to one";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Reading reading;
    private final PostedHosts hosts;
    private final Map<String, DestinationConfig> made = new LinkedHashMap<>();
    private final Set<String> atFault = new HashSet<>();

    Destinations(Reading reading, PostedHosts hosts) {
        this.reading = reading;
        this.hosts = hosts;
    }

    /** Whether a name leads to a destination. */
    enum Lookup {
        THERE,
        /** It is one whose fault has been told. */
        AT_FAULT,
        /** It is made from an environment variable that is not set. */
        WITHOUT_URL,
        UNKNOWN
    }

    /** Reads {@code delivery.destinations}. */
    void read(Block block) {
        for (String name : block.names()) {
            Setting setting = block.get(name);
            if (!setting.isPresent()) {
                continue;
            }
            atFault.add(name);
            if (!NAME.matcher(name).matches()) {
                reading.findings()
                        .fault(setting.path(), "a name", "letters, digits, dots, hyphens and underscores, at most 63");
                continue;
            }
            DestinationConfig destination = destination(name, setting.block());
            if (destination != null) {
                add(destination);
                atFault.remove(name);
            }
        }
    }

    Lookup lookUp(String name) {
        if (made.containsKey(name)) {
            return Lookup.THERE;
        }
        if (atFault.contains(name)) {
            return Lookup.AT_FAULT;
        }
        return switch (name) {
            case CONSOLE -> {
                add(new DestinationConfig.Console(CONSOLE));
                yield Lookup.THERE;
            }
            case SLACK -> fromEnvironment(SLACK, SLACK_VARIABLES);
            case WEBHOOK -> fromEnvironment(WEBHOOK, WEBHOOK_VARIABLES);
            default -> Lookup.UNKNOWN;
        };
    }

    void add(DestinationConfig destination) {
        made.put(destination.name(), destination);
    }

    Map<String, DestinationConfig> all() {
        return made;
    }

    /** Every name that can be used, in the order of the alphabet. */
    Collection<String> names() {
        Set<String> names = new TreeSet<>(TYPES);
        names.addAll(made.keySet());
        names.addAll(atFault);
        names.removeIf(name -> !NAME.matcher(name).matches());
        return names;
    }

    /** The variables that can give a destination its URL, for the message that says that none of them does. */
    static String variables(String name) {
        return String.join(" or ", variablesOf(name));
    }

    /** Whether a mapping of variables has one that can give a destination its URL. */
    static boolean isSetBy(String name, Block variables) {
        return variablesOf(name).stream().anyMatch(variables::has);
    }

    private static List<String> variablesOf(String name) {
        return name.equals(SLACK) ? SLACK_VARIABLES : WEBHOOK_VARIABLES;
    }

    /** Whether the environment has a URL for Slack. */
    boolean slackIsInEnvironment() {
        return SLACK_VARIABLES.stream().anyMatch(name -> reading.references().variable(name) != null);
    }

    private Lookup fromEnvironment(String name, List<String> variables) {
        for (String variable : variables) {
            String content = reading.references().variable(variable);
            if (content == null) {
                continue;
            }
            Secret url = hosts.url("environment variable " + variable, content);
            if (url == null) {
                atFault.add(name);
                return Lookup.AT_FAULT;
            }
            add(
                    name.equals(SLACK)
                            ? new DestinationConfig.Slack(name, url)
                            : new DestinationConfig.Webhook(name, url, null));
            return Lookup.THERE;
        }
        return Lookup.WITHOUT_URL;
    }

    private @Nullable DestinationConfig destination(String name, Block block) {
        Setting typeSetting = block.get("type");
        if (!typeSetting.isPresent()) {
            typeSetting.fault("one of " + String.join(", ", TYPES));
            return null;
        }
        String type = typeSetting.text("one of " + String.join(", ", TYPES));
        if (type == null) {
            return null;
        }
        if (LATER.contains(type)) {
            typeSetting.fault("one of " + String.join(", ", TYPES) + "; " + type + " comes in a later release");
            return null;
        }
        if (!TYPES.contains(type)) {
            typeSetting.fault(NearestName.rule(type, TYPES));
            return null;
        }
        if ((TYPES.contains(name) || LATER.contains(name)) && !name.equals(type)) {
            typeSetting.fault(name + ", for that is what the name says");
            return null;
        }
        return ofType(type, name, block);
    }

    private @Nullable DestinationConfig ofType(String type, String name, Block block) {
        if (type.equals(CONSOLE)) {
            block.refuseOthers();
            return new DestinationConfig.Console(name);
        }
        Setting urlSetting = block.get("url").asHidden();
        Setting secretSetting = block.get("secret");
        Secret url = urlSetting.isPresent() ? url(urlSetting) : urlOfEnvironment(name, urlSetting);
        if (type.equals(SLACK)) {
            if (secretSetting.isPresent()) {
                secretSetting.asHidden().fault("left out; Slack's posts are not signed");
            }
            block.refuseOthers();
            return url == null ? null : new DestinationConfig.Slack(name, url);
        }
        Secret secret = SigningSecret.read(secretSetting);
        block.refuseOthers();
        return url == null ? null : new DestinationConfig.Webhook(name, url, secret);
    }

    private @Nullable Secret url(Setting setting) {
        String text = setting.text(URL);
        return text == null ? null : hosts.url(setting.path(), text);
    }

    /** The URL of a destination that does not give its own; only those that are called as their type is have variables. */
    private @Nullable Secret urlOfEnvironment(String name, Setting setting) {
        List<String> variables = TYPES.contains(name) ? variablesOf(name) : List.of();
        for (String variable : variables) {
            String content = reading.references().variable(variable);
            if (content != null) {
                return hosts.url("environment variable " + variable, content);
            }
        }
        String orVariables = variables.isEmpty() ? "" : ", or the environment variable " + variables(name);
        reading.findings().fault(setting.path(), "missing", URL + orVariables);
        return null;
    }
}
