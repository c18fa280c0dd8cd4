/**
 * The REST endpoints of the catalog.
 */
@NullMarked
package io.connectorservice.catalog.web;

import org.jspecify.annotations.NullMarked;
