package io.spendbell.cli;

import io.spendbell.SpendbellVerticle;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.InvalidConfigurationException;
import io.spendbell.config.LoadResult;
import io.spendbell.config.SpendbellConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The daemon. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs the daemon until SIGTERM.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration GRACE = Duration.ofMillis(200);

    @Mixin
    private ConfigOption option = new ConfigOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Signals signals = new Signals();
        LoadResult loaded = option.load(spec.commandLine().getErr());
        SpendbellConfig config = loaded.config();
        if (config == null) {
            return SpendbellCommand.BAD_ARGUMENTS;
        }
        if (signals.areToEnd()) {
            return SpendbellCommand.FINE;
        }
        Daemon daemon = new Daemon(signals);
        try {
            SpendbellVerticle verticle = SpendbellVerticle.alone(config);
            String deployment = daemon.start(verticle);
            if (deployment == null) {
                daemon.close();
                return SpendbellCommand.FINE;
            }
            if (config.delivery().consoleForWantOfOthers()) {
                LOG.info("No destination is configured: alerts are written to standard output");
            }
            LOG.info("Spendbell is ready");
            daemon.awaitEnd(() -> reload(verticle));
            daemon.stop(deployment, verticle.shutdownTimeout().plus(GRACE));
            return SpendbellCommand.FINE;
        } catch (ExecutionException e) {
            spec.commandLine().getErr().println("spendbell: " + Failures.explain(e));
            daemon.close();
            return SpendbellCommand.FAILED;
        }
    }

    private void reload(SpendbellVerticle verticle) {
        verticle.reload(this::readAgain).onFailure(failure -> {
            if (failure instanceof InvalidConfigurationException invalid) {
                invalid.faults().forEach(fault -> LOG.error("Not reloaded: {}", fault));
                LOG.error("The configuration in force stays as it was");
            } else {
                LOG.warn("Reloading was cut short: {}", failure.getMessage());
            }
        });
    }

    private SpendbellConfig readAgain() {
        return ConfigLoader.load(option.file(), System.getenv(), Deployment.DAEMON)
                .orThrow(warning -> LOG.warn("{}", warning));
    }
}
