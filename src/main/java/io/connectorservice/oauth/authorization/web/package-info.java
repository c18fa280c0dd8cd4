/**
 * The REST endpoints of authorization, and the page that a browser ends on.
 */
@NullMarked
package io.connectorservice.oauth.authorization.web;

import org.jspecify.annotations.NullMarked;
