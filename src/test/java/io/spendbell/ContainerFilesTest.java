package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The container runs what the launcher runs. */
class ContainerFilesTest {
    @Test
    void the_container_gives_the_jvm_the_flags_of_the_launcher() throws Exception {
        String flags = only("(?m)^flags='([^']+)'$", "spendbell");
        JsonArray entrypoint = new JsonArray(only("(?m)^ENTRYPOINT (.+)$", "Dockerfile"));
        int jar = entrypoint.getList().indexOf("-jar");

        assertThat(entrypoint.getString(0)).isEqualTo("java");
        assertThat(entrypoint.getList().subList(1, jar)).isEqualTo(List.of(flags.split(" ")));
    }

    private static String only(String pattern, String file) throws Exception {
        List<MatchResult> found = Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .toList();
        assertThat(found).as(file).hasSize(1);
        return found.get(0).group(1);
    }
}
