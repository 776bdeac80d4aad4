package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Files of configuration, and what is loaded from them. */
abstract class ConfigFixture {
    static final Path FIXTURES = Path.of("src", "test", "resources", "config");
    static final Map<String, String> EVERYTHING = Map.of(
            "FINOPS_WEBHOOK", "https://hooks.slack.com/services/T000/B000/finops",
            "SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T000/B000/main",
            "SLACK_WEBHOOK_URL_2", "https://hooks.slack.com/services/T000/B000/second",
            "WEBHOOK_URL", "http://alerts.example.com:8080/in?x=1",
            "PROXY_BASE_URL", "https://gateway.example.com/",
            "STAGE", "staging",
            "PORT", "7999");

    @TempDir
    Path folder;

    static Value.Entries entries(Path file, String... path) throws Exception {
        Value value = YamlDocument.parse(Files.readString(file)).root();
        for (String key : path) {
            value = ((Value.Entries) value).values().get(key);
        }
        return (Value.Entries) value;
    }

    static Secret secretOf(String variable) {
        return Secret.of(String.valueOf(EVERYTHING.get(variable)));
    }

    static String fault(Path file) {
        List<Fault> faults = ConfigLoader.load(file, Map.of()).faults();
        assertThat(faults).hasSize(1);
        return faults.get(0).toString();
    }

    static SpendbellConfig fixture(String name, Map<String, String> environment) {
        return ConfigLoader.load(FIXTURES.resolve(name), environment).orThrow();
    }

    static SpendbellConfig parsed(String yaml) {
        return ConfigLoader.parse("x", yaml, Map.of(), Deployment.DAEMON).orThrow();
    }
}
