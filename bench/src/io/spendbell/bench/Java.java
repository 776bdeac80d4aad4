package io.spendbell.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Further processes of this program. */
final class Java {
    private Java() {}

    static List<String> command(List<String> flags, Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }
}
