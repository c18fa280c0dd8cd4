/**
 * The REST endpoints of authorization, and the page that shows their outcome in the
 * browser.
 */
@NullMarked
package io.connectorservice.oauth.authorization.web;

import org.jspecify.annotations.NullMarked;
