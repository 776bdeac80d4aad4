package io.spendbell.web;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Sources;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.LedgerBudget;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Outbox;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is kept, for people to look at, and the few things that they can ask for. */
final class AdminApi {
    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1_000;
    private static final int LARGEST_OFFSET = 10_000_000;

    private final Store store;
    private final Supplier<LedgerBudgets> budgets;
    private final Function<Alert, JsonObject> alertJson;
    private final Retrying retrying;

    /**
     * An API over a store.
     *
     * @param budgets those that are configured at the moment
     * @param alertJson how an alert is shown: the webhook's body
     */
    AdminApi(Store store, Supplier<LedgerBudgets> budgets, Function<Alert, JsonObject> alertJson, Retrying retrying) {
        this.store = store;
        this.budgets = budgets;
        this.alertJson = alertJson;
        this.retrying = retrying;
    }

    void mount(Router router) {
        router.get("/v1/alerts").handler(request -> answer(request, () -> alerts(request)));
        router.get("/v1/budgets").handler(request -> answer(request, () -> balances(request)));
        router.get("/v1/deliveries").handler(request -> answer(request, () -> deliveries(request)));
        router.post("/v1/deliveries/retry").handler(request -> answer(request, () -> retryDestination(request)));
        router.post("/v1/deliveries/:id/retry").handler(request -> answer(request, () -> retryAlert(request)));
    }

    private Future<JsonObject> alerts(RoutingContext request) {
        return store.alerts(number(request, "offset", 0, LARGEST_OFFSET), limit(request))
                .map(alerts -> new JsonObject().put("alerts", array(alerts, alertJson)));
    }

    private Future<JsonObject> balances(RoutingContext request) {
        String name = request.request().getParam("name");
        if (name != null && Sources.isInternal(name)) {
            return Future.failedFuture(new BadRequest(
                    "name: begins with " + Sources.INTERNAL + " (expected: the name of a configured budget)"));
        }
        int limit = limit(request);
        return store.ledger()
                .balances(name, PageToken.read(request.request().getParam("after")), limit)
                .map(page -> new JsonObject()
                        .put("budgets", array(page, this::balanceJson))
                        .put("next", page.size() < limit ? null : PageToken.write(page.get(page.size() - 1))));
    }

    private JsonObject balanceJson(Balance balance) {
        LedgerBudget budget = budgets.get().named(balance.source());
        JsonObject json = new JsonObject()
                .put("name", balance.source())
                .put("id", balance.entityId())
                .put("spent", balance.spent().toBigDecimal());
        if (budget == null) {
            return json.put("configured", false);
        }
        BudgetDefinition definition = budget.definition();
        AlertWindow window = budget.windowStartingAt(balance.windowStart());
        return json.put("configured", true)
                .put("entity", definition.kind().wireName())
                .put("max_budget", money(definition.max()))
                .put("soft_budget", money(definition.soft()))
                .put("window_start", text(window.start()))
                .put("window_end", text(window.end()));
    }

    private Future<JsonObject> deliveries(RoutingContext request) {
        String destination = request.request().getParam("destination");
        return store.outbox()
                .list(destination, number(request, "offset", 0, LARGEST_OFFSET), limit(request))
                .map(views -> new JsonObject().put("deliveries", array(views, this::deliveryJson)));
    }

    private JsonObject deliveryJson(Outbox.View view) {
        return new JsonObject()
                .put("id", view.id().alertId())
                .put("destination", view.id().destination())
                .put("state", view.state().label())
                .put("attempts", view.attempts())
                .put("not_before", text(view.notBefore()))
                .put("reason", view.reason())
                .put("alert", alertJson.apply(view.alert()));
    }

    private Future<JsonObject> retryDestination(RoutingContext request) {
        String destination = request.request().getParam("destination");
        if (destination == null || destination.isEmpty()) {
            return Future.failedFuture(new BadRequest("destination: missing (expected: the name of a destination)"));
        }
        return retry(null, destination);
    }

    private Future<JsonObject> retryAlert(RoutingContext request) {
        return retry(request.pathParam("id"), request.request().getParam("destination"));
    }

    private Future<JsonObject> retry(@Nullable String alertId, @Nullable String destination) {
        return retrying.retry(alertId, destination).map(count -> new JsonObject().put("retried", count));
    }

    private static void answer(RoutingContext request, Supplier<Future<JsonObject>> work) {
        Future<JsonObject> answer;
        try {
            answer = work.get();
        } catch (BadRequest e) {
            answer = Future.failedFuture(e);
        }
        answer.onSuccess(json -> Replies.json(request, 200, json)).onFailure(failure -> {
            if (failure instanceof BadRequest) {
                Replies.error(request, 400, String.valueOf(failure.getMessage()));
            } else {
                Replies.error(request, 503, "store: does not answer (expected: a store that is up)");
            }
        });
    }

    private static int limit(RoutingContext request) {
        return number(request, "limit", DEFAULT_LIMIT, LARGEST_LIMIT);
    }

    private static int number(RoutingContext request, String name, int byDefault, int largest) {
        String text = request.request().getParam(name);
        if (text == null) {
            return byDefault;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new BadRequest(name + ": not a number (expected: 0 to " + largest + ")");
        }
        throw new BadRequest(name + ": " + text + " (expected: 0 to " + largest + ")");
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(json.apply(item)));
        return array;
    }

    private static @Nullable BigDecimal money(@Nullable Usd amount) {
        return amount == null ? null : amount.toBigDecimal();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
