import io.spendbell.SpendbellVerticle;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** A verticle that says what its team spends, and hears when that is too much, with Spendbell in the same Vert.x. */
public class SpendWatch extends VerticleBase {
    private final String spendbell;

    SpendWatch(String spendbell) {
        this.spendbell = spendbell;
    }

    @Override
    public Future<?> start() {
        JsonObject spend = new JsonObject()
                .put("event", "spend")
                .put("team_id", "research")
                .put("cost", 6.25);
        long spending = vertx.setPeriodic(
                100,
                timer -> vertx.eventBus()
                        .<JsonObject>request("spendbell.events", spend)
                        .onSuccess(answer -> System.out.println("spent 6.25 USD: " + answer.body()))
                        .onFailure(failure -> System.out.println("not taken: " + failure.getMessage())));
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", alert -> {
            System.out.println("rang: " + alert.body().getString("event_message"));
            vertx.cancelTimer(spending);
            vertx.undeploy(spendbell).eventually(vertx::close); // first Spendbell, so that it can deliver and keep
        });
        return Future.succeededFuture();
    }

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        vertx.deployVerticle(new SpendbellVerticle(SpendbellConfig.load(Path.of(arguments[0]))))
                .compose(id -> vertx.deployVerticle(new SpendWatch(id)))
                .onFailure(failure -> System.err.println(failure.getMessage()))
                .onFailure(failure -> vertx.close());
    }
}
