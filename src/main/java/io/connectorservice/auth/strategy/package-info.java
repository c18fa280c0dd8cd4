/**
 * The ways of signing a call, one bean each.
 */
@NullMarked
package io.connectorservice.auth.strategy;

import org.jspecify.annotations.NullMarked;
