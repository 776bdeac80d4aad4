package io.spendbell.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Follows references to the environment and to files. What is wrong with one names the variable or the file only. */
final class References {
    private static final Pattern WHOLE = Pattern.compile("os\\.environ/(.*)", Pattern.DOTALL);
    private static final Pattern INSIDE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String FILE = "file:/";
    private static final int LONGEST_FILE = 64 * 1024;

    private final Map<String, String> environment;

    References(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A reference that leads nowhere; the message is what was expected. */
    static final class Dangling extends Exception {
        private static final long serialVersionUID = 1L;

        Dangling(String rule) {
            super(Reading.onOneLine(rule), null, false, false);
        }

        String rule() {
            return String.valueOf(getMessage());
        }
    }

    /** What a variable of the environment says, or null where it is not set or empty. */
    @Nullable
    String variable(String name) {
        String content = environment.get(name);
        return content == null || content.isBlank() ? null : content.strip();
    }

    /**
     * The text with its references followed, or null where it has none.
     *
     * @param files whether {@code file:/path} is a reference
     */
    @Nullable
    String followed(String text, boolean files) throws Dangling {
        Matcher whole = WHOLE.matcher(text);
        if (whole.matches()) {
            return required(whole.group(1));
        }
        if (files && text.startsWith(FILE)) {
            return content(text.substring("file:".length()));
        }
        Matcher inside = INSIDE.matcher(text);
        if (!inside.find()) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (MatchResult match : INSIDE.matcher(text).results().toList()) {
            out.append(text, from, match.start()).append(required(match.group(1)));
            from = match.end();
        }
        return out.append(text, from, text.length()).toString();
    }

    private String required(String name) throws Dangling {
        if (!NAME.matcher(name).matches()) {
            throw new Dangling("the plain name of an environment variable");
        }
        String content = variable(name);
        if (content == null) {
            throw new Dangling("the environment variable " + name + ", set and not empty");
        }
        return content;
    }

    private static String content(String name) throws Dangling {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
            if (bytes.length > LONGEST_FILE) {
                throw new Dangling("the file " + name + ", of at most " + LONGEST_FILE + " bytes");
            }
            String content = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
            if (content.isEmpty()) {
                throw new Dangling("the file " + name + ", not empty");
            }
            return content;
        } catch (CharacterCodingException e) {
            throw new Dangling("the file " + name + ", in UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw new Dangling("the file " + name + ", readable");
        }
    }
}
