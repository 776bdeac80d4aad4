package io.spendbell.store.core;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An account of the ledger: where the totals of its windows stand, oldest window first.
 *
 * @param windows the windows that have a total
 */
record Account(List<Window> windows) {
    static final Account EMPTY = new Account(List.of());

    /** Where one window's total stands. */
    record Window(long startSecond, long slot) {}

    OptionalLong slotOf(long startSecond) {
        return windows.stream()
                .filter(window -> window.startSecond() == startSecond)
                .mapToLong(Window::slot)
                .findFirst();
    }

    Account with(Window window) {
        List<Window> more = new ArrayList<>(windows);
        int at = 0;
        while (at < more.size() && more.get(at).startSecond() < window.startSecond()) {
            at++;
        }
        more.add(at, window);
        return new Account(List.copyOf(more));
    }

    /** The account without the windows that began before a time. */
    Account since(long startSecond) {
        return new Account(windows.stream()
                .filter(window -> window.startSecond() >= startSecond)
                .toList());
    }

    /** As it is stored: {@code start:slot} of each window. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Window window : windows) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(window.startSecond())
                    .append(':')
                    .append(window.slot());
        }
        return text.toString();
    }

    static Account of(String text) {
        List<Window> windows = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            windows.add(new Window(
                    Long.parseLong(text.substring(at, colon)), Long.parseLong(text.substring(colon + 1, end))));
            at = end + 1;
        }
        return new Account(List.copyOf(windows));
    }
}
