package io.spendbell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml} as a loader of YAML hands it on: anchors, aliases and merge keys are followed. */
public final class ComposeFile {
    private ComposeFile() {}

    /** The whole file. */
    public static Map<?, ?> load() throws Exception {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of("docker-compose.yml")));
    }

    /** What stands at a path of mappings. */
    public static Object at(String... path) throws Exception {
        Object value = load();
        for (String key : path) {
            value = Objects.requireNonNull(((Map<?, ?>) value).get(key), key);
        }
        return value;
    }
}
