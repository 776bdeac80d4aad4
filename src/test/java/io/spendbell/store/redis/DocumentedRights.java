package io.spendbell.store.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines for access control that docs/redis.md shows. */
public final class DocumentedRights {
    private DocumentedRights() {}

    static String line() throws IOException {
        return line("+evalsha");
    }

    /** The line for sentinels. */
    public static String ofSentinel() throws IOException {
        return line("+sentinel");
    }

    private static String line(String right) throws IOException {
        return Files.readString(Path.of("docs/redis.md"))
                .lines()
                .filter(line -> line.startsWith("user spendbell ") && line.contains(right))
                .findFirst()
                .orElseThrow();
    }
}
