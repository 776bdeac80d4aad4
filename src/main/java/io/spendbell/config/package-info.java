/**
 * What the configuration says. {@link io.spendbell.config.ConfigLoader} reads one YAML file into
 * {@link io.spendbell.config.SpendbellConfig}, a tree of records that check themselves, or says every
 * {@link io.spendbell.config.Fault} at once, each with its path, its value and the rule. Secrets are
 * {@link io.spendbell.config.Secret} and are shown nowhere.
 */
@NullMarked
package io.spendbell.config;

import org.jspecify.annotations.NullMarked;
