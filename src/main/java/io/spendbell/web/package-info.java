/**
 * What people and programs read and do over HTTP: health, metrics, alerts, budgets and deliveries. It shows what other
 * stages keep and passes on what a person asks for; it decides nothing and knows no store's or destination's insides.
 */
@NullMarked
package io.spendbell.web;

import org.jspecify.annotations.NullMarked;
