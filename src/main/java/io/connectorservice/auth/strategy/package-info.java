/**
 * The built-in signing strategies, one bean each.
 */
@NullMarked
package io.connectorservice.auth.strategy;

import org.jspecify.annotations.NullMarked;
