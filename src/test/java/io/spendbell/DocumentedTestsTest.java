package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tests that docs/beyond-litellm.md names. */
class DocumentedTestsTest {
    private static final Path TESTS = Path.of("src", "test", "java", "io", "spendbell");

    /** {@code path/Class#method}, or {@code #method} of the class that was named before it. */
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z/]*)#(\\w+)`");

    @Test
    void all_exist() throws Exception {
        List<String> missing = new ArrayList<>();
        int named = 0;
        String of = "";
        for (MatchResult each : NAMED.matcher(Files.readString(Path.of("docs", "beyond-litellm.md")))
                .results()
                .toList()) {
            named++;
            of = each.group(1).isEmpty() ? of : each.group(1);
            Path source = TESTS.resolve(of + ".java");
            if (!Files.exists(source) || !Files.readString(source).contains("void " + each.group(2) + "(")) {
                missing.add(of + "#" + each.group(2));
            }
        }

        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(80);
    }
}
