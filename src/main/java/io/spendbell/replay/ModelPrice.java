package io.spendbell.replay;

import java.math.BigDecimal;

/** What a model's tokens cost, in USD a token. */
record ModelPrice(String model, String provider, BigDecimal input, BigDecimal output) {

    /** Prompt tokens × input price + generated tokens × output price, exact. */
    BigDecimal cost(long promptTokens, long generatedTokens) {
        return BigDecimal.valueOf(promptTokens)
                .multiply(input)
                .add(BigDecimal.valueOf(generatedTokens).multiply(output));
    }
}
