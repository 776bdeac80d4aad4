package io.spendbell.config;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a configuration.
 *
 * @param config the configuration, or null where there is a fault
 * @param faults everything that is wrong with it, in the order of reading
 * @param warnings what is allowed but is probably not meant, or has no effect, each a line
 */
public record LoadResult(@Nullable SpendbellConfig config, List<Fault> faults, List<String> warnings) {
    public LoadResult {
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
        if ((config == null) == faults.isEmpty()) {
            throw new IllegalArgumentException("config: " + config + " (expected: there if there is no fault)");
        }
    }

    /**
     * The configuration.
     *
     * @throws InvalidConfigurationException if there is a fault; it names all of them
     */
    public SpendbellConfig orThrow() {
        if (config == null) {
            throw new InvalidConfigurationException(faults);
        }
        return config;
    }

    /**
     * The configuration, where nobody else tells the warnings.
     *
     * @param warned takes each warning, whether or not there is a fault
     * @throws InvalidConfigurationException if there is a fault; it names all of them
     */
    public SpendbellConfig orThrow(Consumer<String> warned) {
        warnings.forEach(warned);
        return orThrow();
    }
}
