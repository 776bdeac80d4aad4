package io.spendbell.replay;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be replayed; the message is {@code option: file (expected: rule)}, with the line where there is one. */
public final class UnsuitableFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnsuitableFileException(String message) {
        super(message);
    }

    static UnsuitableFileException of(String option, Path file, String expected) {
        return new UnsuitableFileException(option + ": " + file + " (expected: " + expected + ")");
    }

    static UnsuitableFileException at(String option, Path file, long line, String expected) {
        return new UnsuitableFileException(option + ": " + file + ":" + line + " (expected: " + expected + ")");
    }
}
