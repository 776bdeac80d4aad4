package io.spendbell.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;

/** Copies an open file. */
final class StoreCopy {
    private static final int AT_ONCE = 1 << 20;

    private StoreCopy() {}

    /**
     * Writes a copy that is there as a whole or not at all, also after a loss of power, in the place of one that is there
     * already. It is read by way of the open file, because closing another handle to a file gives up this process's lock on it.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    static void write(MVStore file, Path target) {
        Path unfinished = Path.of(target + ".unfinished");
        try {
            try (FileChannel out = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                copy(file.getFileStore(), out);
                out.force(true);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolderOf(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(FileStore<?> from, FileChannel to) throws IOException {
        long size = from.size();
        for (long position = 0; position < size; position += AT_ONCE) {
            ByteBuffer bytes = from.readFully(null, position, (int) Math.min(AT_ONCE, size - position));
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }
    }

    /** Has a file's name survive a loss of power. */
    static void forceFolderOf(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
