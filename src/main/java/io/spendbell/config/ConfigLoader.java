package io.spendbell.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads configurations, and says everything that is wrong with one at once. Stateless; safe for use from any thread. It reads
 * files, so it is not for an event loop. It never throws for what a file says.
 */
public final class ConfigLoader {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String YAML = "a file of YAML";

    private ConfigLoader() {}

    /**
     * Reads a file for a process of its own.
     *
     * @param environment the environment's variables, which references name
     */
    public static LoadResult load(Path file, Map<String, String> environment) {
        return load(file, environment, Deployment.DAEMON);
    }

    public static LoadResult load(Path file, Map<String, String> environment, Deployment deployment) {
        Findings findings = new Findings(file.toString());
        String text = text(file, findings);
        return text == null ? result(null, findings) : load(text, findings, environment, deployment);
    }

    /**
     * Reads a text of YAML, of which JSON is a part (but for tabs at the beginning of lines).
     *
     * @param origin what faults name as the file
     */
    public static LoadResult parse(String origin, String text, Map<String, String> environment, Deployment deployment) {
        return load(text, new Findings(origin), environment, deployment);
    }

    /**
     * Reads what is in memory already.
     *
     * @param origin what faults name as the file
     * @param settings maps, collections, strings, numbers, booleans and nulls
     */
    public static LoadResult load(
            String origin, Map<String, ?> settings, Map<String, String> environment, Deployment deployment) {
        return load(Value.of(settings), new Findings(origin), environment, deployment);
    }

    private static LoadResult load(
            String text, Findings findings, Map<String, String> environment, Deployment deployment) {
        try {
            YamlDocument.Content content = YamlDocument.parse(text);
            for (YamlDocument.Duplicate duplicate : content.duplicates()) {
                told(duplicate, findings);
            }
            return load(content.root(), findings, environment, deployment);
        } catch (YamlDocument.Malformed e) {
            findings.fault(e.place(), e.problem(), "valid YAML");
            return result(null, findings);
        }
    }

    private static LoadResult load(
            Value root, Findings findings, Map<String, String> environment, Deployment deployment) {
        Reading reading = new Reading(findings, new References(environment));
        if (root instanceof Value.Absent) {
            return load(Value.Entries.NONE, findings, environment, deployment);
        }
        if (!(root instanceof Value.Entries entries)) {
            findings.fault(Findings.FILE, root.kind(), "a mapping with the key spendbell, general_settings or both");
            return result(null, findings);
        }
        SpendbellConfig config = new ConfigReader(reading, deployment).read(new Block(reading, "", entries.values()));
        return result(config, findings);
    }

    private static LoadResult result(@Nullable SpendbellConfig config, Findings findings) {
        return new LoadResult(findings.faults().isEmpty() ? config : null, findings.faults(), findings.warnings());
    }

    /** A key that stands twice is a fault where keys are read, and LiteLLM's own business elsewhere. */
    private static void told(YamlDocument.Duplicate duplicate, Findings findings) {
        String path = duplicate.path();
        boolean read = path.equals("spendbell")
                || path.startsWith("spendbell.")
                || path.equals("general_settings")
                || path.startsWith("general_settings.alert")
                || path.startsWith("general_settings.spend_report")
                || path.equals("litellm_settings.timezone");
        if (read) {
            findings.fault(path, "again at " + duplicate.place(), "each key once");
        } else {
            findings.warning(path, "again at " + duplicate.place());
        }
    }

    private static @Nullable String text(Path file, Findings findings) {
        if (!Files.isRegularFile(file)) {
            findings.fault(Findings.FILE, Files.exists(file) ? "not a file" : "missing", YAML);
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(YamlDocument.LONGEST + 1);
            if (bytes.length > YamlDocument.LONGEST) {
                findings.fault(Findings.FILE, "too long", YAML + " of at most " + YamlDocument.LONGEST + " bytes");
                return null;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            findings.fault(Findings.FILE, "other bytes", "text in UTF-8");
        } catch (IOException e) {
            findings.fault(Findings.FILE, "not readable", YAML);
        }
        return null;
    }
}
