package io.spendbell.store;

/**
 * Stands for an entry of a Redis stream that a consumer group has handed out and that is not acknowledged yet. It is good for one
 * commit, whoever hands it in: a slow consumer and the one that has claimed the entry from it may both hold it.
 *
 * @param stream the stream's key
 * @param group the consumer group
 * @param id the entry's id
 * @param epoch {@link Store#epoch} when the entry was read
 */
public record Receipt(String stream, String group, String id, String epoch) {

    /** The entry's name, the same for every receipt of it. */
    public String entry() {
        return stream + '\n' + group + '\n' + id;
    }
}
