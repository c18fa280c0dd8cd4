/**
 * A small external service for trying this service without the internet, in local mode
 * only: an API with lists, actions, files and webhooks, and its own OAuth 2 provider.
 */
@NullMarked
package io.connectorservice.local.demo;

import org.jspecify.annotations.NullMarked;
