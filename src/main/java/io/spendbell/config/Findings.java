package io.spendbell.config;

import java.util.ArrayList;
import java.util.List;

/** What has been found wrong or doubtful in one file so far. Not safe for use from several threads. */
final class Findings {
    /** The path of a fault that concerns the file as a whole. */
    static final String FILE = "(file)";

    private final String file;
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    void fault(String path, String value, String rule) {
        faults.add(new Fault(file, path, value, rule));
    }

    void warning(String path, String message) {
        warnings.add(file + ": " + path + ": " + message);
    }

    List<Fault> faults() {
        return faults;
    }

    List<String> warnings() {
        return warnings;
    }
}
