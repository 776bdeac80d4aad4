package io.spendbell.delivery.slack;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.slack.Block.Text;
import io.spendbell.delivery.text.AlertText;
import io.spendbell.delivery.text.CleanText;
import io.spendbell.delivery.text.Fact;
import io.spendbell.event.EntityFields;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a message says of one alert, or of several that say the same.
 *
 * @param deliveries at least one
 * @param text their common words
 */
record Entry(List<Delivery> deliveries, AlertText text) {
    private static final int COMPACT_FACTS = 700;
    private static final int IDS = 1_000;
    private static final String NO_WORDS = "(no text)";

    /** What makes handed-in alerts the same. */
    private record Said(AlertType type, Level level, String message, EntityFields fields) {}

    /** Entries in the order of their first deliveries: handed-in alerts that say the same share one. */
    static List<Entry> of(List<Delivery> deliveries, Presentation presentation, Instant now) {
        return of(deliveries, Integer.MAX_VALUE, presentation, now);
    }

    /** The first so many of these entries; the others are not put into words. */
    static List<Entry> of(List<Delivery> deliveries, int most, Presentation presentation, Instant now) {
        Map<Object, List<Delivery>> alike = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            alike.computeIfAbsent(key(delivery), unknown -> new ArrayList<>(1)).add(delivery);
        }
        return alike.values().stream()
                .limit(most)
                .map(same -> new Entry(List.copyOf(same), AlertText.of(same, presentation, now)))
                .toList();
    }

    /** A message of its own: heading, what matters most, all facts, small print. */
    List<Block> alone(List<Text> links) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Header(CleanText.cut(text.badge() + ": " + text.headline() + times(), Limits.HEADER)));
        if (text.standing() != null) {
            blocks.add(new Block.Section(Text.marked(standing("*"))));
        }
        addMessage(blocks);
        List<Text> fields = text.facts().stream().map(Entry::field).toList();
        for (int at = 0; at < fields.size(); at += Limits.FIELDS) {
            blocks.add(new Block.Fields(fields.subList(at, Math.min(fields.size(), at + Limits.FIELDS))));
        }
        List<Text> small = new ArrayList<>(notes());
        small.add(Text.plain(text.footer()));
        small.addAll(links);
        small.addAll(ids());
        blocks.add(new Block.Context(small));
        return blocks;
    }

    /** A few lines among others. */
    List<Block> amongOthers() {
        List<Block> blocks = new ArrayList<>();
        String title = text.badge() + "  *" + Mrkdwn.safe(text.headline()) + "*" + times();
        blocks.add(new Block.Section(Text.marked(text.standing() == null ? title : title + "\n" + standing(""))));
        addMessage(blocks);
        List<Text> small = new ArrayList<>(notes());
        String facts = text.facts().stream()
                .map(fact -> fact.label() + ": " + fact.value())
                .collect(Collectors.joining(" · "));
        small.add(Text.plain(CleanText.cut(facts.isEmpty() ? text.footer() : facts, COMPACT_FACTS)));
        small.addAll(ids());
        blocks.add(new Block.Context(small));
        return blocks;
    }

    /** All of it as plain lines for the fallback text. */
    String plain() {
        return text.plain(idWords()) + times();
    }

    /** It in one line. */
    String line() {
        return text.line() + times();
    }

    private void addMessage(List<Block> blocks) {
        String message = text.message();
        if (message != null) {
            blocks.add(new Block.Section(Text.plain(message.isEmpty() ? NO_WORDS : message)));
        }
    }

    private String standing(String emphasis) {
        String words = emphasis + Mrkdwn.safe(String.valueOf(text.standing())) + emphasis;
        return text.bar() == null ? words : "`" + text.bar() + "`  " + words;
    }

    private List<Text> notes() {
        return text.notes().stream().map(Text::plain).toList();
    }

    /** The ids, which {@code id} or {@code ids} introduces; of very many the first, and how many more there are. */
    private List<Text> ids() {
        return ids(deliveries, IDS);
    }

    /** As {@link #ids()}, in one. */
    String idWords() {
        return String.join(" ", idWords(deliveries, IDS));
    }

    static List<Text> ids(List<Delivery> deliveries, int longest) {
        return idWords(deliveries, longest).stream().map(Text::plain).toList();
    }

    static List<String> idWords(List<Delivery> deliveries, int longest) {
        StringBuilder ids = new StringBuilder(deliveries.size() == 1 ? "id " : "ids ");
        int shown = 0;
        for (Delivery delivery : deliveries) {
            String next =
                    (shown == 0 ? "" : ", ") + CleanText.of(delivery.alert().id(), AlertText.ID);
            if (ids.length() + next.length() > longest) {
                break;
            }
            ids.append(next);
            shown++;
        }
        int more = deliveries.size() - shown;
        return more == 0 ? List.of(ids.toString()) : List.of(ids.toString(), "and " + more + " more");
    }

    private String times() {
        return deliveries.size() == 1 ? "" : " (" + deliveries.size() + " times)";
    }

    /** The label stands out, unless the value could then not be written as it is. */
    private static Text field(Fact fact) {
        return Mrkdwn.isExact(fact.value())
                ? Text.marked("*" + fact.label() + ":* " + Mrkdwn.safe(fact.value(), Limits.FIELD))
                : Text.plain(fact.label() + ": " + CleanText.cut(fact.value(), Limits.FIELD));
    }

    /** Equal for deliveries that share an entry, and for no others. */
    private static Object key(Delivery delivery) {
        Alert alert = delivery.alert();
        boolean handedIn = alert.entity() == null && alert.budget() == null;
        return handedIn ? new Said(alert.type(), alert.level(), alert.message(), alert.fields()) : delivery.id();
    }
}
