/**
 * The REST endpoints of OAuth apps.
 */
@NullMarked
package io.connectorservice.oauth.app.web;

import org.jspecify.annotations.NullMarked;
