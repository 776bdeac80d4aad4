package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoreKeysTest {
    private static final Path STORE = Path.of("src/main/java/io/spendbell/store/redis");
    private static final Pattern NAMED = Pattern.compile("\\bnamed\\(\\s*\"([a-z_]+:?)\"");
    private static final Pattern OF_DESTINATION = Pattern.compile("\\bofDestination\\(\\s*\"([a-z_]+)\"");
    private static final Pattern ROW = Pattern.compile("^((?:, )?`[^`]+`)+");

    @Test
    void knows_each_key_that_the_store_names() throws IOException {
        List<String> keys = new ArrayList<>();
        try (Stream<Path> files = Files.list(STORE)) {
            for (Path file : files.toList()) {
                String code = Files.readString(file);
                NAMED.matcher(code).results().map(StoreKeysTest::name).forEach(keys::add);
                OF_DESTINATION
                        .matcher(code)
                        .results()
                        .map(each -> name(each) + ":ops")
                        .forEach(keys::add);
            }
        }

        assertThat(keys).contains("clock", "turns", "claims", "writer:some", "lease:some", "done:ops");
        assertThat(keys).allMatch(key -> StoreKeys.has("t2", "{t2}:" + key));
    }

    private static String name(MatchResult found) {
        return found.group(1).endsWith(":") ? found.group(1) + "some" : found.group(1);
    }

    @Test
    void knows_each_key_that_the_documentation_names() throws IOException {
        List<String> keys = Files.readString(Path.of("docs/redis.md"))
                .lines()
                .dropWhile(line -> !line.equals("## Keys"))
                .takeWhile(line -> !line.equals("## How a batch is committed"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> ROW.matcher(line.substring(2)))
                .filter(Matcher::find)
                .flatMap(row -> Stream.of(row.group().split(", ")))
                .map(key -> key.replace("`", ""))
                .toList();

        assertThat(keys).contains("epoch", "silenced", "alerts_by_age", "lease:NAME");
        assertThat(keys).allMatch(key -> StoreKeys.has("t2", "{t2}:" + key));
    }

    @Test
    void other_names_are_for_anybody() {
        assertThat(List.of("{t2}:events", "{t2}:claims:more", "{other}:claims", "claims", "{t2}claims", "{t2}:"))
                .noneMatch(name -> StoreKeys.has("t2", name));
    }
}
