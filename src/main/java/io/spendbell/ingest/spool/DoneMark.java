package io.spendbell.ingest.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Up to which frame of a folder all is done, in a file of its own. Every method blocks. */
final class DoneMark {
    private static final Logger LOG = LoggerFactory.getLogger(DoneMark.class);

    private final Path folder;

    DoneMark(Path folder) {
        this.folder = folder;
    }

    /** The mark; the beginning where there is none. */
    SpoolFiles.Mark read() throws IOException {
        Path file = folder.resolve("done");
        if (!Files.exists(file)) {
            return new SpoolFiles.Mark(1, 0);
        }
        String[] words =
                Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ", -1);
        try {
            return new SpoolFiles.Mark(Long.parseLong(words[0]), Long.parseLong(words[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            LOG.error(
                    "Spool: {} is not readable: all that is there is handed on, and what the store took longer ago than"
                            + " ingest.dedup.window counts again",
                    file);
            return new SpoolFiles.Mark(1, 0);
        }
    }

    /** Writes it, durably before it takes the place of the one before. */
    void write(SpoolFiles.Mark mark) throws IOException {
        Path fresh = folder.resolve("done.new");
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(mark.file() + " " + mark.offset() + "\n");
            while (text.hasRemaining()) {
                file.write(text);
            }
            file.force(true);
        }
        Files.move(fresh, folder.resolve("done"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(folder);
    }

    /** Makes durable which files a folder holds. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        } catch (AccessDeniedException e) {
            LOG.debug("Folders cannot be opened on this system", e);
        }
    }
}
