package io.spendbell.ingest.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The numbered files of a spool and the size of each, as far as they hold whole frames. Only {@link #bytes} is for any thread. */
final class SpoolSegments {
    private static final String NAME = "%019d.spool";
    private static final Pattern A_NAME = Pattern.compile("(\\d{19})\\.spool");

    private final Path folder;
    private final NavigableMap<Long, Long> sizes = new TreeMap<>();
    private volatile long bytes;

    SpoolSegments(Path folder) {
        this.folder = folder;
    }

    /** Finds those in the folder from a number on, and takes away those before it. */
    void find(long first) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            var name = A_NAME.matcher(file.getFileName().toString());
            if (name.matches()) {
                sizes.put(Long.parseLong(name.group(1)), Files.size(file));
            }
        }
        deleteBefore(first);
    }

    void deleteBefore(long number) throws IOException {
        var useless = sizes.headMap(number);
        for (long each : List.copyOf(useless.keySet())) {
            Files.deleteIfExists(path(each));
        }
        useless.clear();
        count();
    }

    boolean isEmpty() {
        return sizes.isEmpty();
    }

    long first() {
        return sizes.firstKey();
    }

    long last() {
        return sizes.lastKey();
    }

    /** The numbers from one on, in order. */
    List<Long> from(long number) {
        return List.copyOf(sizes.tailMap(number).keySet());
    }

    /** The number behind one, or null where that is the last. */
    @Nullable
    Long behind(long number) {
        return sizes.higherKey(number);
    }

    /** How much of a file holds frames; nothing where there is none. */
    long size(long number) {
        return sizes.getOrDefault(number, 0L);
    }

    /** Notes a file's size, perhaps a new one's. */
    void resize(long number, long size) {
        sizes.put(number, size);
        count();
    }

    Path path(long number) {
        return folder.resolve(NAME.formatted(number));
    }

    /** How much room all files take. */
    long bytes() {
        return bytes;
    }

    private void count() {
        bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
