/**
 * A small third party for trying the service without the internet: an API with lists,
 * actions, files and webhooks, and an OAuth 2 provider of its own. Only local mode has
 * it.
 */
@NullMarked
package io.connectorservice.local.demo;

import org.jspecify.annotations.NullMarked;
