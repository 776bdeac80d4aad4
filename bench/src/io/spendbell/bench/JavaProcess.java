package io.spendbell.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A further process of this program, which says a line at a time and waits to be told to go on. */
final class JavaProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader said;

    private JavaProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static JavaProcess start(List<String> flags, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new JavaProcess(
                main.getSimpleName(),
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Waits for the next line, which must begin so, and gives the rest of it. */
    String await(String beginning) throws IOException {
        String line = said.readLine();
        if (line == null || !line.startsWith(beginning)) {
            throw new IOException(name + " said: " + line + " (expected: " + beginning + "…)");
        }
        return line.substring(beginning.length());
    }

    /** Lets it go on. */
    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits until it has ended by itself. */
    void awaitEnd() throws IOException, InterruptedException {
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(name + " ended with " + exit);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
