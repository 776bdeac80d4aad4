package io.spendbell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** A package is a stage of the flow, and the flow goes one way. */
class ArchitectureTest {
    private static final String ROOT = "io.spendbell";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    private static final String[] DECIDING = {
        ROOT + ".event..",
        ROOT + ".alert..",
        ROOT + ".counter..",
        ROOT + ".budget..",
        ROOT + ".traffic..",
        ROOT + ".report..",
        ROOT + ".config.."
    };

    @Test
    void events_know_nothing_else() {
        knowsOnly("event");
    }

    @Test
    void alerts_know_only_events() {
        knowsOnly("alert", "event");
    }

    @Test
    void counters_know_only_events_and_alerts() {
        knowsOnly("counter", "event", "alert");
    }

    @Test
    void budgets_know_only_what_they_are_counted_by() {
        knowsOnly("budget", "event", "alert", "counter");
    }

    @Test
    void what_gateways_tell_of_themselves_knows_only_what_it_is_counted_by() {
        knowsOnly("traffic", "event", "alert", "counter");
    }

    @Test
    void reports_know_only_what_is_counted() {
        knowsOnly("report", "event", "alert", "counter", "budget");
    }

    @Test
    void what_looks_at_the_clock_knows_no_destination_and_no_way_in() {
        knowsOnly("reporting", "event", "alert", "counter", "report", "alerting", "store");
    }

    @Test
    void configuration_knows_only_values() {
        knowsOnly("config", "event", "alert", "budget");
    }

    @Test
    void stores_know_neither_why_they_are_asked_nor_where_alerts_go() {
        knowsOnly("store", "event", "alert", "redis");
    }

    @Test
    void a_link_to_redis_knows_only_where_that_is() {
        knowsOnly("redis", "config");
    }

    @Test
    void delivery_knows_no_budgets_and_no_ways_in() {
        knowsOnly("delivery", "event", "alert", "store");
    }

    @Test
    void ways_in_know_the_next_stage_but_not_what_events_mean() {
        knowsOnly("ingest", "event", "alerting", "config", "redis", "store");
    }

    @Test
    void the_deciding_stage_knows_no_destination_and_no_wire() {
        knowsOnly("alerting", "event", "alert", "counter", "budget", "traffic", "store");
    }

    @Test
    void http_knows_no_destination_and_no_way_in() {
        knowsOnly("web", "event", "alert", "budget", "store", "config");
    }

    @Test
    void stages_know_the_store_by_its_port_alone() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".web..",
                        ROOT + ".delivery..",
                        ROOT + ".alerting..",
                        ROOT + ".ingest..",
                        ROOT + ".reporting..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".store.*.."));
    }

    @Test
    void only_commands_know_the_simulator() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".simulator..", ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".simulator.."));
    }

    @Test
    void stages_do_not_know_each_other_in_circles() {
        check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void deciding_is_plain_java() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DECIDING)
                .or()
                .haveSimpleNameEndingWith("Renderer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http.."));
    }

    @Test
    void deciding_reads_no_clock() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DECIDING)
                .or()
                .haveSimpleNameEndingWith("Renderer")
                .should()
                .accessTargetWhere(reads("currentTimeMillis", "nanoTime")));
    }

    @Test
    void stores_are_told_the_time() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".store..")
                .should()
                .accessTargetWhere(reads("currentTimeMillis")));
    }

    @Test
    void names_say_what_a_class_is_for() {
        check(classes()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils)$")
                .andShould()
                .haveNameNotMatching(".*\\.Abstract[A-Z].*"));
    }

    @Test
    void every_package_is_null_marked_and_introduced() {
        List<String> bare = new ArrayList<>();
        JavaPackage root = MAIN.getPackage(ROOT);
        for (JavaPackage each : (Iterable<JavaPackage>)
                Stream.concat(Stream.of(root), root.getSubpackagesInTree().stream())::iterator) {
            boolean hasClasses = each.getClasses().stream().anyMatch(JavaClass::isTopLevelClass);
            if (hasClasses && !each.isAnnotatedWith(NullMarked.class)) {
                bare.add(each.getName());
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void tests_neither_sleep_nor_are_switched_off() throws IOException {
        String[] forbidden = {
            "Thread." + "sleep(",
            "SECONDS." + "sleep(",
            "@" + "Disabled",
            "@" + "Enabled",
            "Assumptions" + ".",
            "Test" + "Aborted"
        };
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            List<String> found = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            Stream.of(forbidden).anyMatch(word -> read(file).contains(word)))
                    .map(Path::toString)
                    .toList();
            assertThat(found).isEmpty();
        }
    }

    private static void knowsOnly(String stage, String... others) {
        List<String> allowed = new ArrayList<>(List.of(ROOT + "." + stage + ".."));
        Stream.of(others).map(other -> ROOT + "." + other + "..").forEach(allowed::add);
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "." + stage + "..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ROOT + "..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(allowed.toArray(String[]::new)))));
    }

    /** Reads the system's clock: calls and method references alike. A clock that was handed over may be asked. */
    private static DescribedPredicate<JavaAccess<?>> reads(String... ofSystem) {
        return DescribedPredicate.describe("the system's clock is read", access -> {
            String owner = access.getTargetOwner().getFullName();
            String name = access.getTarget().getName();
            return switch (owner) {
                case "java.lang.System" -> List.of(ofSystem).contains(name);
                case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
                default ->
                    owner.startsWith("java.time.")
                            && name.equals("now")
                            && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                            && target.getRawParameterTypes().stream()
                                    .noneMatch(type -> type.isEquivalentTo(Clock.class));
            };
        });
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
