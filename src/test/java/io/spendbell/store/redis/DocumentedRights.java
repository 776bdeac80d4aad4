package io.spendbell.store.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The line for Redis's access control that docs/redis.md shows. */
final class DocumentedRights {
    private DocumentedRights() {}

    static String line() throws IOException {
        return Files.readString(Path.of("docs/redis.md"))
                .lines()
                .filter(line -> line.startsWith("user spendbell "))
                .findFirst()
                .orElseThrow();
    }
}
