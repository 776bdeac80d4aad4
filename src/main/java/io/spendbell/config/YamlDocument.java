package io.spendbell.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML text as {@link Value}s. Anchors, aliases and merge keys are followed; what an alias names is made once and shared,
 * so that a small text cannot grow large. Scalars are not interpreted: {@code no} and {@code 1:30} keep their letters.
 */
final class YamlDocument {
    /** The longest text, in characters; far more than any list of models takes. */
    static final int LONGEST = 4 * 1024 * 1024;

    private static final int DEEPEST = 100;
    private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

    private final IdentityHashMap<Node, Value> made = new IdentityHashMap<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Duplicate> duplicates = new ArrayList<>();

    /** A key that stands twice in one mapping; the later one counts. */
    record Duplicate(String path, String place) {}

    /** A text that is no YAML, or not of the kind that is understood. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final String place;
        private final String problem;

        Malformed(String place, String problem) {
            super(place + ": " + problem);
            this.place = place;
            this.problem = problem;
        }

        String place() {
            return place;
        }

        String problem() {
            return problem;
        }
    }

    /** What a text says. */
    record Content(Value root, List<Duplicate> duplicates) {}

    private YamlDocument() {}

    static Content parse(String text) throws Malformed {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LONGEST);
        options.setMaxAliasesForCollections(LONGEST);
        options.setNestingDepthLimit(DEEPEST);
        try {
            Composer composer = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
            Node root = composer.getSingleNode();
            YamlDocument document = new YamlDocument();
            Value value = root == null ? Value.ABSENT : document.value(root, "");
            return new Content(value, document.duplicates);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw new Malformed(place(mark), problem(e));
        } catch (YAMLException e) {
            throw new Malformed(Findings.FILE, "a character that no text has, or too long or too deep");
        }
    }

    private Value value(Node node, String path) throws Malformed {
        Value known = made.get(node);
        if (known != null) {
            return known;
        }
        if (!open.add(node)) {
            throw new Malformed(place(node.getStartMark()), "an alias of what it stands in");
        }
        String tag = node.getTag().getValue();
        if (!tag.startsWith(STANDARD_TAGS)) {
            throw new Malformed(place(node.getStartMark()), "a tag of its own");
        }
        Value value = made(node, path);
        open.remove(node);
        made.put(node, value);
        return value;
    }

    private Value made(Node node, String path) throws Malformed {
        if (node instanceof MappingNode mapping) {
            return entries(mapping, path);
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, path + "[" + items.size() + "]"));
            }
            return new Value.Items(items);
        }
        if (node.getTag().equals(Tag.NULL)) {
            return Value.ABSENT;
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Value.Scalar(scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN);
    }

    /** A mapping's own keys go before those that are merged into it, and of these the first. */
    private Value entries(MappingNode mapping, String path) throws Malformed {
        Map<String, Value> own = new LinkedHashMap<>();
        List<Map<String, Value>> merged = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                throw new Malformed(place(tuple.getKeyNode().getStartMark()), "a key that is no single value");
            }
            if (keyNode.getTag().equals(Tag.MERGE)) {
                merge(tuple.getValueNode(), path, merged);
                continue;
            }
            String key = keyNode.getValue();
            String keyPath = Reading.path(path, key);
            if (!seen.add(key)) {
                duplicates.add(new Duplicate(keyPath, place(keyNode.getStartMark())));
            }
            own.put(key, value(tuple.getValueNode(), keyPath));
        }
        merged.forEach(other -> other.forEach(own::putIfAbsent));
        return new Value.Entries(own);
    }

    private void merge(Node source, String path, List<Map<String, Value>> into) throws Malformed {
        Value value = value(source, path);
        List<Value> sources = value instanceof Value.Items items ? items.values() : List.of(value);
        for (Value each : sources) {
            if (!(each instanceof Value.Entries entries)) {
                throw new Malformed(place(source.getStartMark()), "a merge of what is no mapping");
            }
            into.add(entries.values());
        }
    }

    /** The parser's words, without the names that it quotes: an unquoted secret may begin like an alias or a tag. */
    private static String problem(MarkedYAMLException e) {
        String problem = Reading.onOneLine(String.valueOf(e.getProblem()));
        return problem.replaceFirst("^(found undefined (alias|tag handle)).*", "$1");
    }

    private static String place(Mark mark) {
        return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }
}
