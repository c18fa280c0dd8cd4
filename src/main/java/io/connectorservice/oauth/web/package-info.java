/**
 * The REST face of authorization, and the page that a browser ends on.
 */
@NullMarked
package io.connectorservice.oauth.web;

import org.jspecify.annotations.NullMarked;
