package io.spendbell.ingest.spool;

import io.spendbell.ingest.spool.SpoolFiles.Mark;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the spool's files are not as they were written. Not safe for use from several threads. */
final class DamagedPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedPlaces.class);

    private final Map<Mark, Long> ends = new HashMap<>();
    private int found;

    /** Keeps what stands at a place in a file of its own, for a person, who may find in it what was acknowledged. */
    void keep(FileChannel file, Path path, Mark from, long end) throws IOException {
        Path kept = path.resolveSibling(path.getFileName() + "." + from.offset() + "-" + end + ".damaged");
        try (FileChannel copy = FileChannel.open(
                kept, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            long at = from.offset();
            for (long done = 1; at < end && done > 0; at += done) {
                done = file.transferTo(at, end - at, copy);
            }
            copy.force(true);
        }
        ends.put(from, end);
        found++;
        LOG.error(
                "Spool: {} is damaged: {} bytes of it are not handed on, and kept as {}",
                path,
                end - from.offset(),
                kept);
    }

    /** Where a place that is known ends; null where none is known. */
    @Nullable
    Long end(Mark from) {
        return ends.get(from);
    }

    /** Forgets one that was cut off. */
    void forget(Mark from) {
        ends.remove(from);
    }

    /** Forgets those in files that are gone. */
    void forgetBefore(long file) {
        ends.keySet().removeIf(from -> from.file() < file);
    }

    /** How many were found since this was asked last. */
    int takeFound() {
        int taken = found;
        found = 0;
        return taken;
    }
}
