package io.spendbell.ingest.spool;

import io.spendbell.store.FileHold;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** This daemon's lock on a folder that it alone uses. It is gone with the process, however that ends. */
final class FolderLock {
    private static final String RULE = " (expected: a folder of this daemon's own)";

    private final FileHold hold;
    private final FileChannel file;

    private FolderLock(FileHold hold, FileChannel file) {
        this.hold = hold;
        this.file = file;
    }

    /**
     * Locks a folder, which is made where it is missing.
     *
     * @throws IOException if it is in use or cannot be used; the message says which
     */
    static FolderLock take(Path folder) throws IOException {
        Path locked = folder.resolve("lock");
        FileHold hold;
        try {
            Files.createDirectories(folder);
            hold = FileHold.take(locked);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
        if (hold == null) {
            throw inUse(folder);
        }
        try {
            return take(folder, locked, hold);
        } catch (IOException e) {
            hold.release();
            throw e;
        }
    }

    private static FolderLock take(Path folder, Path locked, FileHold hold) throws IOException {
        FileChannel file = null;
        boolean isMine;
        try {
            file = FileChannel.open(locked, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            isMine = file.tryLock() != null;
        } catch (IOException e) {
            if (file != null) {
                file.close();
            }
            throw notWritable(folder, e);
        }
        if (!isMine) {
            file.close();
            throw inUse(folder);
        }
        return new FolderLock(hold, file);
    }

    private static IOException notWritable(Path folder, IOException cause) {
        return new IOException(folder + ": cannot be written to" + RULE, cause);
    }

    private static IOException inUse(Path folder) {
        return new IOException(folder + ": in use by another daemon" + RULE);
    }

    void release() throws IOException {
        file.close();
        hold.release();
    }
}
