package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertJson;
import io.spendbell.alert.UnreadableAlertException;
import io.spendbell.store.core.UnreadableAlerts;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The alerts that Redis keeps, newest first; one that cannot be read is noted and left out. */
final class AlertHistory {
    /** A member is the number that it got, in as many digits, and its id. */
    private static final int ID_LENGTH_BEFORE = 19;

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final UnreadableAlerts unreadable;

    AlertHistory(Function<Request, Future<Response>> redis, Keys keys, UnreadableAlerts unreadable) {
        this.redis = redis;
        this.keys = keys;
        this.unreadable = unreadable;
    }

    Future<List<Alert>> list(int offset, int limit) {
        if (limit <= 0) {
            return Future.succeededFuture(List.of());
        }
        Request newest = Request.cmd(Command.ZRANGE)
                .arg(keys.named("alerts_by_age"))
                .arg(offset)
                .arg(offset + (long) limit - 1)
                .arg("REV");
        return redis.apply(newest)
                .map(members -> members.stream()
                        .map(member -> member.toString().substring(ID_LENGTH_BEFORE))
                        .toList())
                .compose(this::named);
    }

    private Future<List<Alert>> named(List<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Request request = Request.cmd(Command.HMGET).arg(keys.named("alerts"));
        ids.forEach(request::arg);
        return redis.apply(request).map(jsons -> read(ids, jsons));
    }

    private List<Alert> read(List<String> ids, Response jsons) {
        List<Alert> alerts = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            Response json = jsons.get(i);
            try {
                alerts.add(AlertJson.read(json == null ? new byte[0] : json.toBytes()));
            } catch (UnreadableAlertException e) {
                unreadable.found(ids.get(i), e);
            }
        }
        return alerts;
    }
}
