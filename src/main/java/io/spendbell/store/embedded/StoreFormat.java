package io.spendbell.store.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The version of a store's file, and the way to it from older ones. The first version is 1.
 *
 * @param steps each leads from one version to the next, the first one from version 1
 */
record StoreFormat(List<Step> steps) {
    /** A change of what stands in the file is a step at the end of this list. */
    static final StoreFormat CURRENT = new StoreFormat(List.of());

    private static final String ABOUT = "spendbell";
    private static final String VERSION = "format";

    /** Changes the tables of a file. What it writes is committed by its caller, together with all else or not at all. */
    @FunctionalInterface
    interface Step {
        void upgrade(MVStore file);
    }

    StoreFormat {
        steps = List.copyOf(steps);
    }

    int version() {
        return 1 + steps.size();
    }

    /**
     * Sees to it that an open file has this version, short of committing it. Before an older file is changed a copy of it is
     * made beside it, {@code FILE.vN}.
     *
     * @throws io.spendbell.store.StoreUnusableException if the file has no version or a newer one, or cannot be upgraded
     */
    void introduce(Place place, MVStore file) {
        if (file.getMapNames().isEmpty()) {
            throw place.empty();
        }
        if (!file.hasMap(ABOUT)) {
            throw place.unreadable(null);
        }
        MVMap<String, String> about = about(file);
        Integer found = read(about);
        if (found == null || found < 1) {
            throw place.unreadable(null);
        }
        if (found > version()) {
            throw place.newer(null);
        }
        if (found < version()) {
            upgrade(place, file, found);
            write(file);
        }
    }

    /** Says in a file that it has this version, short of committing it. */
    void write(MVStore file) {
        about(file).put(VERSION, Integer.toString(version()));
    }

    private static MVMap<String, String> about(MVStore file) {
        return file.openMap(
                ABOUT,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    private static @Nullable Integer read(Map<String, String> about) {
        String text = about.get(VERSION);
        return text == null || !text.matches("[0-9]{1,9}") ? null : Integer.valueOf(text);
    }

    private void upgrade(Place place, MVStore file, int from) {
        Path copy = Path.of(place.path() + ".v" + from);
        try {
            StoreCopy.write(file, copy);
            steps.subList(from - 1, steps.size()).forEach(step -> step.upgrade(file));
        } catch (RuntimeException e) {
            throw place.fault(
                    "could not be upgraded from format " + from + " to " + version()
                            + " (expected: a whole file, and space for a copy beside it); it was left as it is",
                    e);
        }
    }
}
