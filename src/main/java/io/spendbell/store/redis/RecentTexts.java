package io.spendbell.store.redis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts that were written or read last, by name; what has not been for longest is forgotten first where there are too many, or where they
 * are too long together. Confined to one thread.
 */
final class RecentTexts extends LinkedHashMap<String, String> {
    private static final long serialVersionUID = 1;

    private final int most;
    private final long mostCharacters;
    private long characters;

    RecentTexts(int most, long mostCharacters) {
        super(16, 0.75f, true);
        this.most = most;
        this.mostCharacters = mostCharacters;
    }

    @Override
    public @Nullable String put(String name, String text) {
        String before = super.put(name, text);
        characters += text.length() - (before == null ? 0 : before.length());
        Iterator<Map.Entry<String, String>> eldest = entrySet().iterator();
        while (size() > 1 && (size() > most || characters > mostCharacters)) {
            characters -= eldest.next().getValue().length();
            eldest.remove();
        }
        return before;
    }

    @Override
    public void putAll(Map<? extends String, ? extends String> texts) {
        texts.forEach(this::put);
    }

    @Override
    public void clear() {
        super.clear();
        characters = 0;
    }
}
