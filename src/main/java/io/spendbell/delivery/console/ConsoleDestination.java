package io.spendbell.delivery.console;

import io.spendbell.delivery.Answer;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.Renderer;
import io.vertx.core.Future;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** The process's standard output. */
public final class ConsoleDestination implements Destination {
    private final String name;
    private final Renderer renderer;
    private final PrintStream out;

    public ConsoleDestination(String name, Presentation presentation, PrintStream out) {
        this.name = name;
        this.renderer = new ConsoleRenderer(presentation);
        this.out = out;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String host() {
        return "standard output";
    }

    @Override
    public Renderer renderer() {
        return renderer;
    }

    @Override
    public @Nullable Pace pace() {
        return null;
    }

    @Override
    public int mostInFlight() {
        return 1;
    }

    @Override
    public boolean folds() {
        return false;
    }

    @Override
    public Future<Answer> post(Message message) {
        out.println(message.body());
        out.flush();
        return Future.succeededFuture(new Answer.Accepted());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
