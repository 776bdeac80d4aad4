package io.spendbell.store.embedded;

import io.spendbell.store.StoreOptions;
import io.spendbell.store.StoreUnusableException;
import java.nio.file.Path;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Where a store's file is and how it is used; and what is said where it cannot be.
 *
 * @param scheme what stands before the path for H2's file systems; empty for the plain one
 * @param format what is expected to stand in it
 */
record Place(Path path, String scheme, boolean forcesToDisk, StoreOptions options, StoreFormat format) {
    private static final String LEFT_AS_IT_IS =
            "; it was left as it is. Bring back a whole copy, or move it away to start with an empty store";

    Place(Path path, String scheme, boolean forcesToDisk, StoreOptions options) {
        this(path, scheme, forcesToDisk, options, StoreFormat.CURRENT);
    }

    StoreUnusableException fault(String what, @Nullable Throwable cause) {
        return new StoreUnusableException("store: " + path + " " + what, cause);
    }

    /** What a failure to open the file means. */
    StoreUnusableException fault(RuntimeException e) {
        return switch (e instanceof MVStoreException failure ? failure.getErrorCode() : DataUtils.ERROR_INTERNAL) {
            case DataUtils.ERROR_FILE_LOCKED -> inUse("by another process", e);
            case DataUtils.ERROR_UNSUPPORTED_FORMAT -> newer(e);
            case DataUtils.ERROR_WRITING_FAILED -> unwritable(e);
            default -> unreadable(e);
        };
    }

    StoreUnusableException inUse(String by, @Nullable Throwable cause) {
        return fault("is in use " + by + " (expected: one daemon for each file)", cause);
    }

    StoreUnusableException unwritable(Throwable cause) {
        return fault("could not be written or read (expected: a disk that works and has space left)", cause);
    }

    StoreUnusableException newer(@Nullable Throwable cause) {
        return fault(
                "was written by a newer Spendbell (expected: format " + format.version()
                        + " or older); run that version, or name another file",
                cause);
    }

    StoreUnusableException empty() {
        return fault("is empty (expected: a file that Spendbell wrote, or none)" + LEFT_AS_IT_IS, null);
    }

    StoreUnusableException cutShort() {
        return fault("has lost its end (expected: the whole file)" + LEFT_AS_IT_IS, null);
    }

    StoreUnusableException gone() {
        return fault(
                "is gone since it was written to (expected: the file); put it back, or start anew with an empty store",
                null);
    }

    StoreUnusableException unreadable(@Nullable Throwable cause) {
        return fault("is damaged or no Spendbell store (expected: a file that Spendbell wrote)" + LEFT_AS_IT_IS, cause);
    }
}
