package io.spendbell.store.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The names of one deployment's keys. All carry one hash tag, because a script's keys must live together in a cluster.
 *
 * @param namespace what tells this deployment from others on the same Redis
 */
record Keys(String namespace) {

    String named(String name) {
        return "{" + namespace + "}:" + name;
    }

    String ofDestination(String name, String destination) {
        return named(name + ":" + destination);
    }

    /** Those that the scripts of the outbox begin with. */
    List<String> outbox(String destination, String... others) {
        List<String> keys = new ArrayList<>(List.of(
                ofDestination("deliveries", destination),
                ofDestination("ready", destination),
                ofDestination("leased", destination),
                ofDestination("later", destination),
                ofDestination("parked", destination)));
        for (String other : others) {
            keys.add(named(other));
        }
        return keys;
    }

    /** Those of a commit. Streams are not named after the deployment. */
    List<String> commit(String writer, Collection<String> destinations, Collection<String> streams) {
        List<String> keys = new ArrayList<>(List.of(
                named("epoch"),
                named("writer:" + writer),
                named("ids"),
                named("ids_ends"),
                named("meta"),
                named("accounts"),
                named("accounts_by_name"),
                named("account_counts"),
                named("claims"),
                named("windows"),
                named("alerts"),
                named("alerts_by_age"),
                named("destinations"),
                named("commit_turn")));
        for (String destination : destinations) {
            keys.add(ofDestination("deliveries", destination));
            keys.add(ofDestination("ready", destination));
            keys.add(ofDestination("later", destination));
            keys.add(ofDestination("parked", destination));
        }
        keys.addAll(streams);
        return keys;
    }
}
