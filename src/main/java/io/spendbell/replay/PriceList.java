package io.spendbell.replay;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The models that rows are spread over, the most used first. Immutable. */
public final class PriceList {
    static final String HEADER = "model,provider,input_usd_per_token,output_usd_per_token";

    /** How many of a list's models are drawn. */
    static final int MODELS = 8;

    private static final String OPTION = "--prices";
    private static final int FIELDS = 4;
    private static final Pattern PRICE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

    private final long seed;
    private final List<ModelPrice> models;
    private final Zipf ranks;

    private PriceList(long seed, List<ModelPrice> models) {
        this.seed = seed;
        this.models = models;
        this.ranks = new Zipf(models.size());
    }

    /**
     * Reads a list and draws its models: of the rows whose prices are both above zero, numbered from 0 in the file's order,
     * those with the eight lowest draws of the seed's price stream as unsigned numbers, the lowest first.
     *
     * @throws UnsuitableFileException if the file is no such list, or has no row with two prices
     */
    public static PriceList read(Path file, long seed) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw UnsuitableFileException.of(OPTION, file, "a file that can be read");
        }
        List<Drawn> priced = new ArrayList<>();
        try (LineReader lines = new LineReader(file)) {
            LineReader.Line header = lines.next();
            if (header == null || !HEADER.equals(header.text())) {
                throw UnsuitableFileException.of(OPTION, file, "a CSV file with the header " + HEADER);
            }
            LineReader.Line line;
            while ((line = lines.next()) != null) {
                ModelPrice price = line.isBlank() ? null : price(file, line);
                if (price != null
                        && price.input().signum() > 0
                        && price.output().signum() > 0) {
                    priced.add(new Drawn(price, SplitMix.draw(seed, Spread.PRICE_STREAM, priced.size())));
                }
            }
        }
        if (priced.isEmpty()) {
            throw UnsuitableFileException.of(OPTION, file, "a row with both prices above 0");
        }
        // The sort is stable: of equal draws the earlier row goes first.
        priced.sort(Comparator.comparing(Drawn::draw, Long::compareUnsigned));
        return new PriceList(
                seed, priced.stream().limit(MODELS).map(Drawn::price).toList());
    }

    /** The drawn models, by rank. */
    List<ModelPrice> models() {
        return models;
    }

    /** The model of the row of that number, from 0. */
    ModelPrice model(long row) {
        return models.get(ranks.rank(SplitMix.draw(seed, Spread.MODEL_STREAM, row)));
    }

    private static ModelPrice price(Path file, LineReader.Line line) throws UnsuitableFileException {
        String[] fields = line.text() == null ? new String[0] : line.text().split(",", -1);
        BigDecimal input = fields.length == FIELDS ? number(fields[2]) : null;
        BigDecimal output = fields.length == FIELDS ? number(fields[3]) : null;
        if (input == null || output == null || fields[0].isEmpty()) {
            throw UnsuitableFileException.at(
                    OPTION, file, line.number(), "a model, a provider and two prices that are not negative");
        }
        return new ModelPrice(fields[0], fields[1], input, output);
    }

    private static @Nullable BigDecimal number(String text) {
        return PRICE.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    private record Drawn(ModelPrice price, long draw) {}
}
