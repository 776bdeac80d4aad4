package io.spendbell.config;

import java.nio.file.Path;
import java.util.Map;

/** Reads configurations. Stateless; safe for use from any thread; reads files, so not from an event loop. */
public final class ConfigLoader {

    private ConfigLoader() {}

    /** Reads a file for a process of its own. */
    public static LoadResult load(Path file, Map<String, String> environment) {
        return load(file, environment, Deployment.DAEMON);
    }

    public static LoadResult load(Path file, Map<String, String> environment, Deployment deployment) {
        throw new UnsupportedOperationException();
    }
}
