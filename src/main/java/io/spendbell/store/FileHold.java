package io.spendbell.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * This process's hold on a file that it locks. An operating system's lock belongs to the whole process and is gone as soon as any
 * handle to the file is closed, that of a second user who was refused too: so who is second is to be told before it opens the
 * file. Safe for use from any thread.
 */
public final class FileHold {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;

    private FileHold(Path file) {
        this.file = file;
    }

    /**
     * Takes hold of a file, which need not be there yet; its folder must be.
     *
     * @return null where somebody in this process holds it already
     */
    public static @Nullable FileHold take(Path file) {
        Path real = real(file.toAbsolutePath());
        return HELD.add(real) ? new FileHold(real) : null;
    }

    /** By whatever links and detours a file is named, it is one. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException notThereYet) {
            Path folder = file.getParent();
            try {
                return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
            } catch (IOException e) {
                return file.normalize();
            }
        }
    }

    /** Lets go, once the file is closed; more than once does no harm. */
    public void release() {
        HELD.remove(file);
    }
}
